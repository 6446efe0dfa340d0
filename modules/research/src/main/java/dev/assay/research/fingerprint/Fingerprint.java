package dev.assay.research.fingerprint;

import dev.assay.learning.digest.Digest;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import dev.assay.research.surface.Axis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that must be equal for two scores to be comparable, by name. A campaign has exactly one. */
public record Fingerprint(SortedMap<String, String> fields) {
    public Fingerprint {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /** @param evaluator name and version of what computes the score */
    public static Fingerprint of(Profile profile, Program program, String evaluator) {
        SortedMap<String, String> fields = new TreeMap<>();
        fields.put("task", profile.task());
        fields.put("data.sha256", profile.data().sha256());
        fields.put("data.reader", profile.data().reader().toString());
        fields.put("data.rows", String.valueOf(profile.data().rows()));
        fields.put("data.classes", String.valueOf(profile.data().classes()));
        fields.put("splits", profile.splits().toString());
        fields.put("partition", profile.partition().toString());
        fields.put("sites", String.valueOf(profile.partition().sites()));
        fields.put("rounds", String.valueOf(profile.budget().rounds()));
        fields.put(
                "quorum",
                profile.budget().minSites() + " sites in " + profile.budget().roundTimeout());
        fields.put("model.max_parameters", String.valueOf(profile.maxParameters()));
        fields.put("model.architectures", profile.architectures().toString());
        fields.put("cost", profile.caps().toString());
        fields.put("updates", profile.updates().toString());
        fields.put("metric", profile.metric().profileName());
        fields.put("evaluator", evaluator);
        fields.put("baseline", profile.baseline().digest().hex());
        fields.put("surface", Digest.ofText(surface(profile)).hex());
        fields.put("seeds", program.seeds().toString());
        fields.put("program", program.digest().hex());
        return new Fingerprint(fields);
    }

    private static String surface(Profile profile) {
        StringBuilder text = new StringBuilder("assay.surface.v1\n");
        for (Axis axis : profile.surface().axes()) {
            text.append(axis.name()).append(' ').append(axis.domain()).append('\n');
        }
        return text.toString();
    }

    /** The fingerprint's name: SHA-256 over its lines {@code name=value} in the order of the names. */
    public Digest digest() {
        StringBuilder text = new StringBuilder("assay.fingerprint.v1\n");
        fields.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        return Digest.ofText(text.toString());
    }

    /** One line for each field that another fingerprint has otherwise; none when they are equal. */
    public List<String> differencesFrom(Fingerprint other) {
        TreeSet<String> names = new TreeSet<>(fields.keySet());
        names.addAll(other.fields.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            Optional<String> mine = Optional.ofNullable(fields.get(name));
            Optional<String> theirs = Optional.ofNullable(other.fields.get(name));
            if (!mine.equals(theirs)) {
                differences.add(name + " is " + mine.orElse("absent") + ", was " + theirs.orElse("absent"));
            }
        }
        return List.copyOf(differences);
    }
}
