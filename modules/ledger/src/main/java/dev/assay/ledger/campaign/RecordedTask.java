package dev.assay.ledger.campaign;

import dev.assay.learning.metric.Direction;
import dev.assay.ledger.campaign.CampaignEvent.CampaignStarted;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.util.Map;
import java.util.Optional;

/**
 * What a campaign's tables and reports say of its task: from the recorded profile, or, where this release cannot read that,
 * from the fingerprint, which must not keep anybody from the report.
 *
 * @param task name; {@code ?} where neither says it, as for the others
 * @param metric name
 * @param direction which of two scores is the better one; more is better where the profile cannot be read
 * @param rounds of a trial
 * @param sites how many
 */
public record RecordedTask(String task, String metric, Direction direction, String rounds, String sites) {
    private static final String UNKNOWN = "?";

    public static RecordedTask of(CampaignStarted start) {
        Map<String, String> fields = start.fingerprint();
        return profile(start)
                .map(profile -> new RecordedTask(
                        profile.task(),
                        profile.metric().profileName(),
                        profile.metric().direction(),
                        String.valueOf(profile.budget().rounds()),
                        String.valueOf(profile.partition().sites())))
                .orElseGet(() -> new RecordedTask(
                        fields.getOrDefault("task", UNKNOWN),
                        fields.getOrDefault("metric", UNKNOWN),
                        Direction.MAXIMIZE,
                        fields.getOrDefault("rounds", UNKNOWN),
                        fields.getOrDefault("sites", UNKNOWN)));
    }

    private static Optional<Profile> profile(CampaignStarted start) {
        try {
            return Optional.of(Profiles.parse(start.profileText(), "the recorded profile"));
        } catch (InvalidInput e) {
            return Optional.empty();
        }
    }
}
