package dev.assay.client.policy;

import dev.assay.learning.codec.Codec;
import dev.assay.learning.strategy.ClientRule;
import dev.assay.research.profile.Profile;
import dev.assay.research.recipe.Recipe;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The rules of a client node's operator. No server can change them: they are the node's settings, and what they ask for is done
 * where an update is made.
 *
 * @param campaigns names that may train here, in which {@code *} stands for any characters; empty = all
 * @param families of architectures that may be trained here; empty = all
 * @param maxNorm largest Euclidean norm of a vector that leaves as it was trained, or with what earlier ones left out; not
 *     asked where updates are clipped
 * @param clipping what is done to updates before they leave
 */
public record SitePolicy(
        List<String> campaigns, Set<String> families, OptionalDouble maxNorm, Optional<Clipping> clipping) {
    /** Everything is allowed, and updates leave as they are. */
    public static final SitePolicy NONE = new SitePolicy(List.of(), Set.of(), OptionalDouble.empty(), Optional.empty());

    public SitePolicy {
        campaigns = List.copyOf(campaigns);
        families = Set.copyOf(families);
    }

    /**
     * DIFFs are bounded.
     *
     * @param norm Euclidean
     * @param noise what is added then
     */
    public record Clipping(double norm, Optional<Noise> noise) {}

    /**
     * Gaussian noise is added, and what it lets through is counted.
     *
     * @param multiplier its deviation as a multiple of the clip norm
     * @param delta at which epsilon is told
     * @param maxEpsilon what all updates of a site together may give away; those that would exceed it do not leave
     * @param account the file in which the node keeps what it has given away
     */
    public record Noise(double multiplier, double delta, OptionalDouble maxEpsilon, Path account) {}

    /**
     * Why a trial may not train here.
     *
     * @param trialId begins with the campaign's name and a slash
     */
    public Optional<String> refusal(String trialId, Profile profile, Recipe recipe) {
        String campaign = trialId.contains("/") ? trialId.substring(0, trialId.indexOf('/')) : trialId;
        if (!campaigns.isEmpty() && campaigns.stream().noneMatch(name -> matches(name, campaign))) {
            return refused("campaign '" + campaign + "' is not allowed, only " + String.join(", ", campaigns));
        }
        String family =
                profile.architectures().get(recipe.architecture()).family().profileName();
        if (!families.isEmpty() && !families.contains(family)) {
            return refused("architecture family '" + family + "' is not allowed, only "
                    + String.join(", ", new TreeSet<>(families)));
        }
        if (clipping.isPresent()
                && profile.updates().codec().filter(Codec::keepsResidual).isPresent()) {
            return refused("updates are clipped here, and under the profile's codec an update carries what earlier ones"
                    + " have left over, which clipping does not bound; only codec none, fp16 or int8 is allowed");
        }
        return clipping.isPresent() ? keeping(recipe) : Optional.empty();
    }

    /** What sites keep goes to the server with their updates: it is neither clipped nor counted, so it may not be there. */
    private static Optional<String> keeping(Recipe recipe) {
        ClientRule rule = recipe.clientRule();
        if (recipe.scaffold()) {
            return refused("updates are clipped here, and SCAFFOLD's control variates would leave as they are");
        }
        return rule.momentum() > 0
                ? refused("updates are clipped here, and the optimizer's momentum would leave as it is; only momentum 0"
                        + " is allowed")
                : Optional.empty();
    }

    private static Optional<String> refused(String why) {
        return Optional.of("by its site policy: " + why);
    }

    private static boolean matches(String pattern, String campaign) {
        String expression =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(expression, campaign);
    }
}
