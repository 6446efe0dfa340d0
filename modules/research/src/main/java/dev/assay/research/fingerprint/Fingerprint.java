package dev.assay.research.fingerprint;

import dev.assay.learning.digest.Digest;
import dev.assay.research.profile.Profile;
import dev.assay.research.program.Program;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that must be equal for two scores to be comparable, by name. A campaign has exactly one. */
public record Fingerprint(SortedMap<String, String> fields) {
    private static final String ROWS = "rows";

    public Fingerprint {
        fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    }

    /**
     * The profile's values that scores depend on, by their keys, and what decides beside it.
     *
     * @param evaluator name and version of what computes the score
     * @param rows digest of the rows that readers, generators, splits and preprocessing made of the profile's data
     */
    public static Fingerprint of(Profile profile, Program program, String evaluator, Digest rows) {
        SortedMap<String, String> fields = new TreeMap<>(ofTexts(profile, program, evaluator).fields);
        fields.put(ROWS, rows.hex());
        return new Fingerprint(fields);
    }

    /** What is known before any row is read: all fields but that of the rows. */
    public static Fingerprint ofTexts(Profile profile, Program program, String evaluator) {
        SortedMap<String, String> fields = new TreeMap<>(profile.contract());
        fields.put("evaluator", evaluator);
        fields.put("seeds", seeds(program.seeds()));
        fields.put("program", program.digest().hex());
        return new Fingerprint(fields);
    }

    private static String seeds(Program.Seeds seeds) {
        return "baseline=" + seeds.baseline() + " first=" + seeds.first() + " full=" + seeds.full() + " confirmation="
                + seeds.confirmation();
    }

    /** The digest of the rows as text; empty in what was recorded before rows were part of it. */
    public Optional<String> rows() {
        return Optional.ofNullable(fields.get(ROWS));
    }

    /** Whether it is of these rows. */
    public boolean hasRows(Digest rows) {
        return rows.hex().equals(fields.get(ROWS));
    }

    /** The same fields but that of the rows, to be compared with {@link #ofTexts}. */
    public Fingerprint withoutRows() {
        SortedMap<String, String> others = new TreeMap<>(fields);
        others.remove(ROWS);
        return new Fingerprint(others);
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
