package dev.assay.api.campaign;

import dev.assay.agent.board.BoardAnswer.InvalidOrder;
import dev.assay.agent.board.BoardAnswer.NameTaken;
import dev.assay.agent.board.BoardAnswer.NoSuchCampaign;
import dev.assay.agent.board.BoardAnswer.NotNow;
import dev.assay.agent.board.BoardAnswer.Refusal;
import dev.assay.agent.board.BoardAnswer.Unavailable;
import dev.assay.api.http.Answer;
import dev.assay.api.http.Answer.FieldProblem;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What the board refuses, as a problem of HTTP. */
final class Refusals {
    private static final JsonMapper JSON = new JsonMapper();

    private Refusals() {}

    static Answer answer(Refusal refusal) {
        if (refusal instanceof InvalidOrder invalid) {
            return Answer.invalid(invalid.problems().stream()
                    .map(problem -> new FieldProblem(problem.file(), problem.line(), problem.key(), problem.message()))
                    .toList());
        }
        if (refusal instanceof NameTaken taken) {
            return Answer.problem(
                    409,
                    "name-taken",
                    "There is a campaign of this name",
                    "the ledger has a campaign '" + taken.name() + "' already: choose another name");
        }
        if (refusal instanceof NoSuchCampaign none) {
            return Answer.problem(
                    404,
                    "no-such-campaign",
                    "There is no such campaign",
                    "there is no campaign '" + none.name() + "'"
                            + (none.known().isEmpty()
                                    ? ", nor any other"
                                    : "; there are " + String.join(", ", none.known())),
                    Optional.of(Map.entry("campaigns", JSON.valueToTree(none.known()))));
        }
        if (refusal instanceof NotNow not) {
            String condition = not.condition().name().toLowerCase(Locale.ROOT);
            return Answer.problem(
                    409,
                    "not-now",
                    "Not in this condition",
                    "campaign '" + not.name() + "' is " + condition + ": " + advice(not),
                    Optional.of(Map.entry("condition", JSON.valueToTree(condition))));
        }
        String reason = ((Unavailable) refusal).reason();
        return Answer.problem(503, "unavailable", "The ledger cannot be used now", reason + "; try again later")
                .with("Retry-After", "5");
    }

    private static String advice(NotNow not) {
        return switch (not.condition()) {
            case RUNNING -> "only a paused one can be resumed";
            case PAUSED -> "it can be resumed or stopped";
            case STOPPING -> "it ends as soon as its trials have, and can be paused";
            case FINISHED -> "nothing more happens to it";
            case ELSEWHERE -> "a process outside the cluster writes it; once that has ended, it can be resumed here";
            case BROKEN -> "it cannot go on from its ledger, see 'trouble' in its status";
        };
    }
}
