package dev.assay.cli.node;

import dev.assay.client.policy.SitePolicy;
import dev.assay.client.policy.SitePolicy.Clipping;
import dev.assay.client.policy.SitePolicy.Noise;
import dev.assay.learning.architecture.ArchitectureFamily;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What a client node's file says of who may train there and what may leave: {@code assay.node.policy}. */
final class PolicySettings {
    private static final String ROOT = "assay.node.policy";
    private static final String MAX_NORM = ROOT + ".max-norm";
    private static final String CLIP_NORM = ROOT + ".clip-norm";
    private static final String NOISE = ROOT + ".noise-multiplier";
    private static final String DELTA = ROOT + ".delta";
    private static final String EPSILON = ROOT + ".max-epsilon";
    private static final String ACCOUNT = ROOT + ".account";

    private PolicySettings() {}

    static SitePolicy read(SettingsReader reader) {
        if (!reader.has(ROOT)) {
            return SitePolicy.NONE;
        }
        reader.requireKnown(
                ROOT,
                List.of(
                        "campaigns",
                        "architectures",
                        "max-norm",
                        "clip-norm",
                        "noise-multiplier",
                        "delta",
                        "max-epsilon",
                        "account"));
        List<String> campaigns = reader.texts(ROOT + ".campaigns", Optional::of, "the name of a campaign");
        List<String> families = reader.texts(ROOT + ".architectures", PolicySettings::family, "one of " + families());
        // A rule that names nobody would else be read as one that allows everybody.
        requireSome(reader, ROOT + ".campaigns", campaigns);
        requireSome(reader, ROOT + ".architectures", families);
        OptionalDouble maxNorm = reader.positive(MAX_NORM);
        OptionalDouble clipNorm = reader.positive(CLIP_NORM);
        if (reader.has(MAX_NORM) && reader.has(CLIP_NORM)) {
            reader.problem(MAX_NORM, "cannot be set beside " + CLIP_NORM + ", which bounds the norm already");
        }
        Optional<Noise> noise = noise(reader);
        return new SitePolicy(
                campaigns,
                Set.copyOf(families),
                maxNorm,
                clipNorm.isPresent() ? Optional.of(new Clipping(clipNorm.getAsDouble(), noise)) : Optional.empty());
    }

    private static Optional<Noise> noise(SettingsReader reader) {
        OptionalDouble multiplier = reader.positive(NOISE);
        OptionalDouble delta = reader.positive(DELTA);
        OptionalDouble most = reader.positive(EPSILON);
        Optional<String> account = reader.text(ACCOUNT);
        if (!reader.has(NOISE)) {
            List.of(DELTA, EPSILON, ACCOUNT).stream()
                    .filter(reader::has)
                    .forEach(path -> reader.problem(path, "means nothing without " + NOISE));
            return Optional.empty();
        }
        for (String needed : List.of(CLIP_NORM, DELTA, ACCOUNT)) {
            if (!reader.has(needed)) {
                reader.problem(needed, "is missing: " + NOISE + " needs it");
            }
        }
        if (delta.isPresent() && delta.getAsDouble() >= 1) {
            reader.problem(
                    DELTA, "is " + delta.getAsDouble() + ", must be below 1, and well below 1 / the site's rows");
        }
        return multiplier.isPresent() && delta.isPresent() && account.isPresent()
                ? Optional.of(new Noise(multiplier.getAsDouble(), delta.getAsDouble(), most, Path.of(account.get())))
                : Optional.empty();
    }

    private static void requireSome(SettingsReader reader, String path, List<String> given) {
        if (reader.has(path) && given.isEmpty()) {
            reader.problem(path, "allows nothing; leave it out to allow all");
        }
    }

    private static Optional<String> family(String name) {
        return families().contains(name) ? Optional.of(name) : Optional.empty();
    }

    private static List<String> families() {
        return Arrays.stream(ArchitectureFamily.values())
                .map(ArchitectureFamily::profileName)
                .sorted()
                .toList();
    }
}
