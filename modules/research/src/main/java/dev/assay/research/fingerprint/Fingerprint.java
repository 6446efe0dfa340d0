package dev.assay.research.fingerprint;

import dev.assay.learning.data.Partition;
import dev.assay.learning.data.Split;
import dev.assay.learning.digest.Digest;
import dev.assay.research.profile.Architecture;
import dev.assay.research.profile.DataSource;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.SitePartition;
import dev.assay.research.profile.Splits;
import dev.assay.research.program.Program;
import dev.assay.research.recipe.KnobValue;
import dev.assay.research.surface.Domain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
        fields.put("data.reader", reader(profile.data().reader()));
        fields.put("data.rows", String.valueOf(profile.data().rows()));
        fields.put("data.classes", String.valueOf(profile.data().classes()));
        fields.put("splits", splits(profile.splits()));
        fields.put("partition", partition(profile.partition()));
        fields.put("sites", String.valueOf(profile.partition().sites()));
        fields.put("rounds", String.valueOf(profile.budget().rounds()));
        fields.put(
                "quorum",
                profile.budget().minSites() + " sites within "
                        + profile.budget().roundTimeout().toSeconds() + " s");
        fields.put("model.max_parameters", String.valueOf(profile.maxParameters()));
        fields.put("model.architectures", architectures(profile));
        fields.put("cost", profile.caps().words());
        fields.put("updates", "max_norm=" + KnobValue.of(profile.updates().maxNorm()));
        fields.put("metric", profile.metric().profileName());
        fields.put("evaluator", evaluator);
        fields.put("baseline", baseline(profile));
        profile.surface().axes().forEach(axis -> fields.put("surface." + axis.name(), domain(axis.domain())));
        fields.put("seeds", seeds(program.seeds()));
        fields.put("program", program.digest().hex());
        return new Fingerprint(fields);
    }

    // Written out here, field by field: a fingerprint must not change because a class was renamed.

    private static String reader(DataSource.Reader reader) {
        if (reader instanceof DataSource.Csv csv) {
            return "csv header=" + csv.header() + " columns=" + csv.columns() + " label=" + csv.label() + " row_shape="
                    + csv.rowShape() + " scale=" + KnobValue.of(csv.scale());
        }
        throw new AssertionError(reader);
    }

    private static String architectures(Profile profile) {
        return profile.architectures().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + architecture(entry.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String architecture(Architecture architecture) {
        StringBuilder text = new StringBuilder(architecture.family().profileName());
        new TreeMap<>(architecture.parameters().values())
                .forEach((name, value) ->
                        text.append(' ').append(name).append('=').append(parameter(value)));
        return "(" + text + ")";
    }

    private static String parameter(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Fingerprint::parameter).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof Number number
                ? KnobValue.of(number.doubleValue()).text()
                : value.toString();
    }

    private static String splits(Splits splits) {
        Split.Fractions fractions = splits.fractions();
        return "train=" + KnobValue.of(fractions.train()) + " selection=" + KnobValue.of(fractions.selection())
                + " hold_out=" + KnobValue.of(fractions.holdOut()) + " seed=" + splits.seed();
    }

    private static String partition(SitePartition partition) {
        return "sites=" + partition.sites() + " " + rule(partition.rule()) + " seed=" + partition.seed();
    }

    private static String rule(Partition rule) {
        if (rule instanceof Partition.Dirichlet dirichlet) {
            return "dirichlet alpha=" + KnobValue.of(dirichlet.alpha()) + " min_rows=" + dirichlet.minRows();
        }
        if (rule instanceof Partition.Iid) {
            return "iid";
        }
        throw new AssertionError(rule);
    }

    private static String seeds(Program.Seeds seeds) {
        return "baseline=" + seeds.baseline() + " first=" + seeds.first() + " full=" + seeds.full() + " confirmation="
                + seeds.confirmation();
    }

    private static String domain(Domain domain) {
        if (domain instanceof Domain.Real real) {
            return real.allowed() + " " + real.scale().key();
        }
        if (domain instanceof Domain.Whole whole) {
            return whole.allowed() + " " + whole.scale().key();
        }
        return domain.allowed();
    }

    /** The canonical text on one line, so that a difference can be read. */
    private static String baseline(Profile profile) {
        return profile.baseline().canonical().strip().replace('\n', ' ');
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
