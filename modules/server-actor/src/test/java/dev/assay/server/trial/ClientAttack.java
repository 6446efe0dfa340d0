package dev.assay.server.trial;

import static dev.assay.server.trial.Forgery.altered;
import static dev.assay.server.trial.Forgery.claiming;
import static dev.assay.server.trial.Forgery.encoded;
import static dev.assay.server.trial.Forgery.filled;
import static dev.assay.server.trial.Forgery.named;
import static dev.assay.server.trial.Forgery.permutedSchema;
import static dev.assay.server.trial.Forgery.vector;
import static dev.assay.server.trial.Forgery.with;
import static dev.assay.server.trial.Forgery.withControl;
import static dev.assay.server.trial.Forgery.withDiff;
import static dev.assay.server.trial.Forgery.withMomentum;
import static dev.assay.server.trial.Forgery.withUnits;

import com.google.protobuf.ByteString;
import dev.assay.client.site.ModelUpdate;
import dev.assay.client.site.SiteReport;
import dev.assay.client.site.SiteReport.EncodedUpdate;
import dev.assay.client.site.SiteReport.SiteFailed;
import dev.assay.client.site.SiteReport.SiteTrained;
import dev.assay.client.site.UpdateKind;
import dev.assay.learning.model.ModelVector;
import dev.assay.learning.training.LocalUpdate;
import dev.assay.proto.federation.v1.FederationV1;
import dev.assay.server.round.Refusal.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * One way to cheat, or to be broken, with what the server has to answer.
 *
 * @param scaffold whether the recipe's sites keep control variates
 * @param code the refusal; empty where the attack is not an update, and is ignored
 * @param answers whether the attack is the site's answer to the round, so that the site is left out of it; otherwise the
 *     site's honest update follows and is taken
 * @param updates what the site sends in place of its honest update
 */
record ClientAttack(
        String name,
        boolean scaffold,
        Optional<Code> code,
        boolean answers,
        Function<Victim, List<SiteReport>> updates) {

    private static final int MEGABYTE = 1 << 20;

    /** What an attacker has at hand: a really trained update of a site and the earlier one, its sites, its bench. */
    record Victim(ModelUpdate sound, Optional<ModelUpdate> earlier, int foreignSite, TrialBench bench) {}

    @Override
    public String toString() {
        return name;
    }

    /** The bad update takes the place of the honest one. */
    private static ClientAttack instead(String name, Code code, UnaryOperator<LocalUpdate> change) {
        return replaced(name, code, update -> with(update, change.apply(update.local())));
    }

    private static ClientAttack replaced(String name, Code code, UnaryOperator<ModelUpdate> change) {
        return new ClientAttack(
                name, false, Optional.of(code), true, victim -> List.of(new SiteTrained(change.apply(victim.sound()))));
    }

    private static ClientAttack scaffold(String name, Code code, UnaryOperator<LocalUpdate> change) {
        return new ClientAttack(
                name,
                true,
                Optional.of(code),
                true,
                victim -> List.of(new SiteTrained(
                        with(victim.sound(), change.apply(victim.sound().local())))));
    }

    /** The honest update with its encoded message changed takes the place of the honest one. */
    private static ClientAttack onTheWire(
            String name, Code code, UnaryOperator<FederationV1.ModelUpdate.Builder> change) {
        return new ClientAttack(
                name,
                false,
                Optional.of(code),
                true,
                victim -> List.of(new EncodedUpdate(altered(victim.sound(), victim.bench(), change))));
    }

    /** The bad report comes first, and then the honest one. */
    private static ClientAttack before(String name, Code code, Function<Victim, SiteReport> report) {
        return new ClientAttack(
                name,
                false,
                Optional.of(code),
                false,
                victim -> List.of(report.apply(victim), new SiteTrained(victim.sound())));
    }

    static Stream<ClientAttack> all() {
        return Stream.of(values(), claims(), identities(), kept(), bytes(), announcements())
                .flatMap(attacks -> attacks);
    }

    private static Stream<ClientAttack> values() {
        return Stream.of(
                instead(
                        "scales its update up",
                        Code.NORM_TOO_LARGE,
                        local -> filled(local, i -> local.diff().get(i) * 1e6f)),
                instead("sends the largest floats", Code.NORM_TOO_LARGE, local -> filled(local, i -> Float.MAX_VALUE)),
                instead("sends one NaN", Code.NOT_FINITE, local -> filled(local, i -> i == 3 ? Float.NaN : 0)),
                instead(
                        "sends a NaN with other bits",
                        Code.NOT_FINITE,
                        local -> filled(local, i -> Float.intBitsToFloat(0xffc0dead))),
                instead("sends infinity", Code.NOT_FINITE, local -> filled(local, i -> Float.POSITIVE_INFINITY)),
                instead(
                        "sends minus infinity",
                        Code.NOT_FINITE,
                        local -> filled(local, i -> i == 0 ? Float.NEGATIVE_INFINITY : 0)),
                instead(
                        "sends one value that would be broadcast",
                        Code.WRONG_SIZE,
                        local -> withDiff(local, ModelVector.zeros(1))),
                instead("sends no value", Code.WRONG_SIZE, local -> withDiff(local, ModelVector.zeros(0))),
                instead(
                        "sends one value more",
                        Code.WRONG_SIZE,
                        local -> withDiff(local, ModelVector.zeros(local.diff().size() + 1))));
    }

    private static Stream<ClientAttack> claims() {
        return Stream.of(
                instead(
                        "claims ten times the steps, for ten times the weight",
                        Code.WRONG_STEPS,
                        local -> claiming(local, local.steps() * 10, local.samples() * 10)),
                instead(
                        "claims one step less",
                        Code.WRONG_STEPS,
                        local -> claiming(local, local.steps() - 1, local.samples())),
                instead("claims no step", Code.WRONG_STEPS, local -> claiming(local, 0, 0)),
                instead(
                        "claims fewer samples, to look cheap",
                        Code.WRONG_SAMPLES,
                        local -> claiming(local, local.steps(), local.steps())),
                instead(
                        "claims more samples than it has rows",
                        Code.WRONG_SAMPLES,
                        local -> claiming(local, local.steps(), local.samples() + 1)),
                instead(
                        "claims a loss that is not a number",
                        Code.NOT_FINITE,
                        local -> new LocalUpdate(
                                local.diff(),
                                local.controlDelta(),
                                local.steps(),
                                local.samples(),
                                Double.NaN,
                                local.state())));
    }

    private static Stream<ClientAttack> identities() {
        return Stream.of(
                replaced(
                        "sends its weights",
                        Code.WRONG_KIND,
                        update -> new ModelUpdate(
                                update.trialId(),
                                update.round(),
                                update.site(),
                                update.schema(),
                                UpdateKind.WEIGHTS,
                                update.local())),
                replaced(
                        "names no kind",
                        Code.WRONG_KIND,
                        update -> new ModelUpdate(
                                update.trialId(),
                                update.round(),
                                update.site(),
                                update.schema(),
                                UpdateKind.UNKNOWN,
                                update.local())),
                replaced(
                        "permutes the names of the schema",
                        Code.WRONG_SCHEMA,
                        update -> new ModelUpdate(
                                update.trialId(), update.round(), update.site(), permutedSchema(), update.local())),
                before(
                        "replays an update of the round before",
                        Code.LATE,
                        victim -> new SiteTrained(victim.earlier().orElseThrow())),
                replaced(
                        "replays an old state under the new round",
                        Code.WRONG_STATE,
                        update -> with(
                                update,
                                withUnits(update.local(), update.local().state().unitsDone() - 1))),
                before(
                        "replays an update of another trial",
                        Code.WRONG_TRIAL,
                        victim -> new SiteTrained(named(
                                victim.sound(),
                                "c/c000/seed-1",
                                victim.sound().round(),
                                victim.sound().site()))),
                before(
                        "names a trial with a megabyte",
                        Code.WRONG_TRIAL,
                        victim -> new SiteTrained(named(
                                victim.sound(),
                                "x".repeat(MEGABYTE),
                                victim.sound().round(),
                                victim.sound().site()))),
                before(
                        "is ahead of its time",
                        Code.WRONG_ROUND,
                        victim -> new SiteTrained(named(
                                victim.sound(),
                                victim.sound().trialId(),
                                99,
                                victim.sound().site()))),
                before(
                        "answers for a site that there is not",
                        Code.UNKNOWN_SITE,
                        victim -> new SiteTrained(named(
                                victim.sound(),
                                victim.sound().trialId(),
                                victim.sound().round(),
                                17))),
                before(
                        "answers for a site below zero",
                        Code.UNKNOWN_SITE,
                        victim -> new SiteTrained(named(
                                victim.sound(),
                                victim.sound().trialId(),
                                victim.sound().round(),
                                Integer.MIN_VALUE))),
                before(
                        "answers for a site of another node",
                        Code.WRONG_SENDER,
                        victim -> new SiteTrained(named(
                                victim.sound(),
                                victim.sound().trialId(),
                                victim.sound().round(),
                                victim.foreignSite()))),
                new ClientAttack(
                        "says that a site of another node failed",
                        false,
                        Optional.empty(),
                        false,
                        victim -> List.of(
                                new SiteFailed(
                                        victim.sound().trialId(),
                                        victim.sound().round(),
                                        victim.foreignSite(),
                                        "it is broken"),
                                new SiteTrained(victim.sound()))),
                new ClientAttack(
                        "answers twice, the second time otherwise",
                        false,
                        Optional.of(Code.DUPLICATE),
                        false,
                        victim -> List.of(
                                new SiteTrained(victim.sound()),
                                new SiteTrained(with(
                                        victim.sound(), filled(victim.sound().local(), i -> 1))))));
    }

    private static Stream<ClientAttack> kept() {
        return Stream.of(
                instead(
                        "keeps a momentum of NaN",
                        Code.NOT_FINITE,
                        local -> withMomentum(local, vector(local.diff().size(), Float.NaN))),
                instead(
                        "keeps a momentum of another size",
                        Code.WRONG_STATE,
                        local -> withMomentum(local, ModelVector.zeros(3))),
                instead("turns its schedule back", Code.WRONG_STATE, local -> withUnits(local, 0)),
                instead(
                        "sends a control delta that no rule asks for",
                        Code.WRONG_CONTROL,
                        local -> withControl(local, local.diff(), local.state().control())),
                scaffold(
                        "sends no control delta",
                        Code.WRONG_CONTROL,
                        local -> new LocalUpdate(
                                local.diff(),
                                Optional.empty(),
                                local.steps(),
                                local.samples(),
                                local.meanLoss(),
                                local.state())),
                scaffold(
                        "sends a huge control delta",
                        Code.NORM_TOO_LARGE,
                        local -> withControl(
                                local,
                                vector(local.diff().size(), 1e20f),
                                Optional.of(vector(local.diff().size(), 1e20f)))),
                scaffold(
                        "keeps another control variate than it says",
                        Code.WRONG_STATE,
                        local -> withControl(
                                local,
                                local.controlDelta().orElseThrow(),
                                Optional.of(vector(local.diff().size(), 1e20f)))),
                scaffold(
                        "keeps a control variate of infinity",
                        Code.NOT_FINITE,
                        local -> withControl(
                                local,
                                local.controlDelta().orElseThrow(),
                                Optional.of(vector(local.diff().size(), Float.POSITIVE_INFINITY)))));
    }

    private static Stream<ClientAttack> bytes() {
        return Stream.of(
                before("sends half of a message", Code.TRUNCATED, victim -> {
                    byte[] whole = encoded(victim.sound(), victim.bench());
                    return new EncodedUpdate(Arrays.copyOf(whole, whole.length / 2));
                }),
                before("sends noise", Code.TRUNCATED, victim -> new EncodedUpdate(new byte[] {(byte) 0xff, 1, 2, 3})),
                onTheWire(
                        "sends a megabyte beside its announcement",
                        Code.TOO_LARGE,
                        proto -> proto.setDiff(ByteString.copyFrom(new byte[MEGABYTE]))),
                before("sends a megabyte of nothing", Code.TOO_LARGE, victim -> new EncodedUpdate(new byte[MEGABYTE])),
                before(
                        "sends a megabyte in the name of another node's site",
                        Code.TOO_LARGE,
                        victim -> new EncodedUpdate(altered(
                                victim.sound(),
                                victim.bench(),
                                proto -> proto.setSite(victim.foreignSite())
                                        .setDiff(ByteString.copyFrom(new byte[MEGABYTE]))))),
                onTheWire("sends its weights over the network", Code.WRONG_KIND, proto -> proto.setKindValue(2)));
    }

    private static Stream<ClientAttack> announcements() {
        return Stream.of(
                onTheWire(
                        "announces more values than the model has",
                        Code.TOO_LARGE,
                        proto -> diff(proto, diff -> diff.setValues(28))),
                onTheWire(
                        "announces as many values as there can be",
                        Code.TOO_LARGE,
                        proto -> diff(proto, diff -> diff.setValues(Integer.MAX_VALUE))),
                onTheWire(
                        "announces a momentum of a gigabyte",
                        Code.TOO_LARGE,
                        proto -> proto.setPublishedState(proto.getPublishedState().toBuilder()
                                .setMomentum(
                                        proto.getPublishedDiff().toBuilder().setValues(1 << 28)))),
                onTheWire(
                        "announces less than no values",
                        Code.TRUNCATED,
                        proto -> diff(proto, diff -> diff.setValues(-1))),
                onTheWire(
                        "announces fewer values than it serves",
                        Code.TRUNCATED,
                        proto -> diff(proto, diff -> diff.setValues(20))),
                onTheWire("announces no vector", Code.TRUNCATED, FederationV1.ModelUpdate.Builder::clearPublishedDiff),
                onTheWire(
                        "leaves the digest out",
                        Code.TRUNCATED,
                        proto -> diff(proto, FederationV1.PublishedVector.Builder::clearDigest)),
                onTheWire(
                        "announces a port that there cannot be",
                        Code.TRUNCATED,
                        proto -> diff(proto, diff -> diff.setPort(70_000))),
                new ClientAttack(
                        "serves other bytes than it announced",
                        false,
                        Optional.of(Code.TRUNCATED),
                        true,
                        victim -> List.of(new EncodedUpdate(altered(
                                victim.sound(),
                                victim.bench(),
                                proto -> diff(
                                        proto,
                                        diff -> diff.setPort(victim.bench().lyingPort())))))),
                new ClientAttack(
                        "announces what it does not serve",
                        false,
                        Optional.empty(),
                        true,
                        victim -> List.of(new EncodedUpdate(altered(
                                victim.sound(),
                                victim.bench(),
                                proto -> diff(proto, diff -> diff.setDigest(proto.getSchemaDigest())))))));
    }

    private static FederationV1.ModelUpdate.Builder diff(
            FederationV1.ModelUpdate.Builder update, UnaryOperator<FederationV1.PublishedVector.Builder> change) {
        return update.setPublishedDiff(change.apply(update.getPublishedDiff().toBuilder()));
    }
}
