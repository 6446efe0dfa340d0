package dev.assay.ledger.report;

import dev.assay.learning.privacy.Protection;
import dev.assay.learning.privacy.Protection.Noise;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import dev.assay.ledger.trial.TrialEvent.UpdateRefused;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a site's operator and its nodes had to do with the rounds of a campaign: its policy's doing, as the site says, and where it
 * took no part.
 *
 * @param updates that were taken, over the rounds of all trials
 * @param withheld updates that were not, because of its policy
 * @param absences rounds that nobody served it in
 * @param bounded updates that were taken and whose norm its policy bounded
 * @param clipped those of them that were longer; under noise that is not told, and 0
 * @param clipNorm the largest bound; empty where none was
 * @param noise that with the largest epsilon, which counts all that was given away before; empty where none was added
 */
public record SiteSummary(
        int site,
        int updates,
        int withheld,
        int absences,
        int bounded,
        int clipped,
        OptionalDouble clipNorm,
        Optional<Noise> noise) {
    /** Code of a refusal, as the ledger has it. */
    private static final String BY_POLICY = "SITE_POLICY";

    private static SiteSummary of(int site) {
        return new SiteSummary(site, 0, 0, 0, 0, 0, OptionalDouble.empty(), Optional.empty());
    }

    /**
     * Of those sites only with which something was the matter, in their order.
     *
     * @param events of all trials, in any order
     */
    public static List<SiteSummary> of(Iterable<TrialEvent> events) {
        SortedMap<Integer, SiteSummary> sites = new TreeMap<>();
        for (TrialEvent event : events) {
            if (event instanceof RoundCompleted round) {
                round.sites().forEach(part -> change(sites, part.site(), site -> site.with(part)));
                round.absent().forEach(absence -> change(sites, absence.site(), SiteSummary::withAbsence));
            } else if (event instanceof UpdateRefused refused && refused.code().equals(BY_POLICY)) {
                change(sites, refused.site(), SiteSummary::withWithheld);
            }
        }
        return sites.values().stream()
                .filter(site -> site.hasPolicy() || site.absences > 0)
                .toList();
    }

    private static void change(SortedMap<Integer, SiteSummary> sites, int site, UnaryOperator<SiteSummary> change) {
        sites.put(site, change.apply(sites.getOrDefault(site, of(site))));
    }

    /** Whether its policy did anything. */
    boolean hasPolicy() {
        return bounded > 0 || withheld > 0;
    }

    private SiteSummary withAbsence() {
        return new SiteSummary(site, updates, withheld, absences + 1, bounded, clipped, clipNorm, noise);
    }

    private SiteSummary withWithheld() {
        return new SiteSummary(site, updates, withheld + 1, absences, bounded, clipped, clipNorm, noise);
    }

    private SiteSummary with(SiteContribution part) {
        if (part.protection().isEmpty()) {
            return new SiteSummary(site, updates + 1, withheld, absences, bounded, clipped, clipNorm, noise);
        }
        Protection did = part.protection().get();
        return new SiteSummary(
                site,
                updates + 1,
                withheld,
                absences,
                bounded + 1,
                clipped + (did.clipped() ? 1 : 0),
                OptionalDouble.of(Math.max(clipNorm.orElse(0), did.clipNorm())),
                did.noise().filter(this::isMore).or(() -> noise));
    }

    private boolean isMore(Noise other) {
        return noise.isEmpty() || other.epsilon() > noise.get().epsilon();
    }
}
