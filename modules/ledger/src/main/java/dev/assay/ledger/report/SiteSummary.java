package dev.assay.ledger.report;

import dev.assay.learning.privacy.Protection;
import dev.assay.learning.privacy.Protection.Noise;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.trial.TrialEvent.RoundCompleted;
import dev.assay.ledger.trial.TrialEvent.SiteAbsence;
import dev.assay.ledger.trial.TrialEvent.SiteContribution;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a site's operator and its nodes had to do with the rounds of a campaign: its policy's doing, as the site says, and where it
 * took no part.
 *
 * @param updates that were taken, over the rounds of all trials
 * @param absences rounds that nobody served it in
 * @param bounded updates whose norm its policy bounded, {@code clipped} of them because they were longer; under noise that is not told
 * @param clipNorm the largest bound; empty where none was
 * @param noise that with the largest epsilon, which counts all that was given away before; empty where none was added
 */
public record SiteSummary(
        int site, int updates, int absences, int bounded, int clipped, OptionalDouble clipNorm, Optional<Noise> noise) {
    private static SiteSummary of(int site) {
        return new SiteSummary(site, 0, 0, 0, 0, OptionalDouble.empty(), Optional.empty());
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
                for (SiteContribution part : round.sites()) {
                    sites.merge(part.site(), of(part.site()).with(part), (before, first) -> before.with(part));
                }
                for (SiteAbsence absence : round.absent()) {
                    sites.merge(absence.site(), of(absence.site()).absent(), (before, first) -> before.absent());
                }
            }
        }
        return sites.values().stream()
                .filter(site -> site.bounded > 0 || site.absences > 0)
                .toList();
    }

    private SiteSummary absent() {
        return new SiteSummary(site, updates, absences + 1, bounded, clipped, clipNorm, noise);
    }

    private SiteSummary with(SiteContribution part) {
        Optional<Protection> policy = part.protection();
        if (policy.isEmpty()) {
            return new SiteSummary(site, updates + 1, absences, bounded, clipped, clipNorm, noise);
        }
        Protection did = policy.get();
        return new SiteSummary(
                site,
                updates + 1,
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
