package dev.assay.api.campaign;

import dev.assay.agent.board.BoardAnswer;
import dev.assay.agent.board.BoardAnswer.Described;
import dev.assay.agent.board.BoardAnswer.Done;
import dev.assay.agent.board.BoardAnswer.Events;
import dev.assay.agent.board.BoardAnswer.Listing;
import dev.assay.agent.board.BoardAnswer.Refusal;
import dev.assay.agent.board.CampaignBoard;
import dev.assay.agent.campaign.CampaignOrder;
import dev.assay.api.http.Answer;
import dev.assay.api.http.Answer.FieldProblem;
import dev.assay.api.http.Operation;
import dev.assay.api.http.Operation.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Campaigns over HTTP, version 1: asks the {@link CampaignBoard} and nobody else. {@code openapi.yaml} describes every
 * operation, and a test holds the two against each other.
 */
public final class CampaignApi {
    private static final String BASE = "/api/v1";
    private static final String CAMPAIGNS = BASE + "/campaigns";
    private static final String CAMPAIGN = CAMPAIGNS + "/{name}";
    /** Data that are read for the first time, or a journal that is away for a moment, may take a while. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * After which a question that changes nothing is asked again, on top of what a watcher said that it waits: what was on its
     * way to a node that has died is lost, and the board is elsewhere by then.
     */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

    /** Of all such questions together: below the server's own limit for a request. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(85);

    private final ActorSystem<?> system;
    private final ActorRef<CampaignBoard.Command> board;

    private CampaignApi(ActorSystem<?> system, ActorRef<CampaignBoard.Command> board) {
        this.system = system;
        this.board = board;
    }

    /** @param board wherever in the cluster it is */
    public static List<Operation> operations(ActorSystem<?> system, ActorRef<CampaignBoard.Command> board) {
        CampaignApi api = new CampaignApi(system, board);
        return List.of(
                new Operation("GET", BASE + "/openapi.yaml", false, true, request -> api.document()),
                new Operation("GET", CAMPAIGNS, false, false, request -> api.list()),
                new Operation("POST", CAMPAIGNS, true, false, api::start),
                new Operation("GET", CAMPAIGN, false, false, api::describe),
                new Operation("GET", CAMPAIGN + "/events", false, false, api::events),
                new Operation(
                        "POST",
                        CAMPAIGN + "/stop",
                        true,
                        false,
                        request -> api.change(
                                request, (cause, replyTo) -> new CampaignBoard.Stop(request.name(), cause, replyTo))),
                new Operation(
                        "POST",
                        CAMPAIGN + "/pause",
                        true,
                        false,
                        request -> api.change(
                                request, (cause, replyTo) -> new CampaignBoard.Pause(request.name(), cause, replyTo))),
                new Operation(
                        "POST",
                        CAMPAIGN + "/resume",
                        true,
                        false,
                        request -> api.change(
                                request,
                                (cause, replyTo) -> new CampaignBoard.Resume(request.name(), cause, replyTo))));
    }

    private CompletionStage<Answer> document() {
        try (InputStream document = CampaignApi.class.getResourceAsStream("/dev/assay/api/openapi.yaml")) {
            return CompletableFuture.completedFuture(new Answer(
                    200, "application/yaml", Map.of(), new String(document.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletionStage<Answer> list() {
        return read(
                CampaignBoard.ListAll::new,
                Duration.ZERO,
                answer -> Answer.json(200, CampaignJson.listing(((Listing) answer).campaigns())));
    }

    private CompletionStage<Answer> start(Request request) {
        Fields fields = new Fields(request.body(), List.of("name", "seed", "profile", "program", "max_candidates"));
        CampaignOrder order = new CampaignOrder(
                fields.text("name"),
                fields.number("seed"),
                fields.text("profile"),
                fields.text("program"),
                fields.optionalInt("max_candidates"));
        return checked(
                fields.problems(),
                () -> ask(
                        replyTo -> new CampaignBoard.Start(order, replyTo),
                        PATIENCE,
                        answer -> Answer.json(201, CampaignJson.name(((Done) answer).name()))
                                .with("Location", CAMPAIGNS + "/" + order.name())));
    }

    private CompletionStage<Answer> describe(Request request) {
        return read(
                replyTo -> new CampaignBoard.Describe(request.name(), replyTo),
                Duration.ZERO,
                answer -> Answer.json(200, CampaignJson.status(((Described) answer).status())));
    }

    private CompletionStage<Answer> events(Request request) {
        Query query = new Query(request.query());
        long after = query.number("after", 0, Long.MAX_VALUE);
        long wait = query.number("wait", 0, 60);
        return checked(
                query.problems(),
                () -> read(
                        replyTo -> new CampaignBoard.ReadEvents(request.name(), after, wait * 1000, replyTo),
                        Duration.ofSeconds(wait),
                        answer -> Answer.json(200, CampaignJson.events(request.name(), after, (Events) answer))));
    }

    private interface Change {
        CampaignBoard.Command command(String cause, ActorRef<BoardAnswer> replyTo);
    }

    private CompletionStage<Answer> change(Request request, Change change) {
        Fields fields = new Fields(request.body(), List.of("cause"));
        String cause = fields.cause("an operator");
        return checked(
                fields.problems(),
                () -> ask(
                        replyTo -> change.command(cause, replyTo),
                        PATIENCE,
                        answer -> Answer.json(200, CampaignJson.name(((Done) answer).name()))));
    }

    private interface Ask {
        CompletionStage<Answer> ask();
    }

    private static CompletionStage<Answer> checked(List<FieldProblem> problems, Ask ask) {
        return problems.isEmpty() ? ask.ask() : CompletableFuture.completedFuture(Answer.invalid(problems));
    }

    private CompletionStage<Answer> ask(
            Function<ActorRef<BoardAnswer>, CampaignBoard.Command> question,
            Duration patience,
            Function<BoardAnswer, Answer> answered) {
        return answer(asked(question, patience, 1), answered);
    }

    /** @param wait how long the board may take over it */
    private CompletionStage<Answer> read(
            Function<ActorRef<BoardAnswer>, CampaignBoard.Command> question,
            Duration wait,
            Function<BoardAnswer, Answer> answered) {
        Duration patience = ASK_AGAIN.plus(wait);
        return answer(asked(question, patience, (int) READ_PATIENCE.dividedBy(patience)), answered);
    }

    private CompletionStage<BoardAnswer> asked(
            Function<ActorRef<BoardAnswer>, CampaignBoard.Command> question, Duration patience, int attempts) {
        CompletionStage<BoardAnswer> asked = AskPattern.<CampaignBoard.Command, BoardAnswer>ask(
                board, question::apply, patience, system.scheduler());
        return attempts <= 1
                ? asked
                : asked.exceptionallyCompose(failure -> cause(failure) instanceof TimeoutException
                        ? asked(question, patience, attempts - 1)
                        : CompletableFuture.failedFuture(failure));
    }

    private static CompletionStage<Answer> answer(
            CompletionStage<BoardAnswer> asked, Function<BoardAnswer, Answer> answered) {
        return asked.handle((answer, failure) -> {
            if (failure != null) {
                return unanswered(failure);
            }
            return answer instanceof Refusal refusal ? Refusals.answer(refusal) : answered.apply(answer);
        });
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private static Answer unanswered(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof TimeoutException) {
            return Answer.problem(
                            504,
                            "unconfirmed",
                            "The ledger has not confirmed it in time",
                            "it may still be done: ask for the campaign again; the agent nodes or the ledger may be away")
                    .with("Retry-After", "5");
        }
        throw new CompletionException(cause);
    }
}
