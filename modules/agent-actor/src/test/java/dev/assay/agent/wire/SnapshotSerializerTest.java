package dev.assay.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.agent.campaign.Campaign;
import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignChain;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.trial.TrialChain;
import dev.assay.ledger.trial.TrialEvent;
import dev.assay.ledger.wire.EventCodec;
import dev.assay.runtime.serialization.SnapshotSerializer;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.Test;

/** What is in the database of a run that somebody resumes. */
class SnapshotSerializerTest {
    private final SnapshotSerializer serializer = new SnapshotSerializer();

    private Object read(byte[] bytes) throws NotSerializableException {
        return serializer.fromBinary(bytes, SnapshotSerializer.FORMAT);
    }

    @Test
    void campaignSurvivesAtEveryEvent() throws Exception {
        for (int events = 0; events <= SnapshotSamples.CAMPAIGN.size(); events++) {
            CampaignChain chain = SnapshotSamples.campaign(events);

            assertThat(read(serializer.toBinary(chain))).isEqualTo(chain);
        }
    }

    @Test
    void trialSurvivesAtEveryEventAndGoesOnAsBefore() throws Exception {
        List<Entry<TrialEvent>> entries =
                EventCodec.sealAll(ChainHead.anchoredIn(Digest.ofText("request")), SnapshotSamples.TRIAL);
        for (int events = 0; events <= entries.size(); events++) {
            TrialChain chain = SnapshotSamples.trial(events);
            TrialChain loaded = (TrialChain) read(serializer.toBinary(chain));

            assertThat(loaded).isEqualTo(chain);
            for (Entry<TrialEvent> entry : entries.subList(events, entries.size())) {
                loaded = loaded.apply(entry);
            }
            assertThat(loaded).isEqualTo(SnapshotSamples.trial(entries.size()));
        }
    }

    /** Where this fails, what a snapshot holds has changed: give {@link SnapshotSerializer#FORMAT} another number. */
    @Test
    void bytesOfThisFormatDoNotChange() {
        byte[] campaign = serializer.toBinary(SnapshotSamples.campaign(SnapshotSamples.CAMPAIGN.size()));
        byte[] trial = serializer.toBinary(SnapshotSamples.trial(2));

        assertThat(SnapshotSerializer.FORMAT).isEqualTo("snapshot.v2");
        assertThat(List.of(Digest.of(campaign).brief(), Digest.of(trial).brief()))
                .containsExactly("a9af72a91ac0", "3445c1103f07");
    }

    @Test
    void everyChangedByteAndEveryCutIsFound() {
        byte[] bytes = serializer.toBinary(SnapshotSamples.trial(4));
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= 1;
            byte[] cut = Arrays.copyOf(bytes, i);

            assertThatThrownBy(() -> read(changed)).isInstanceOf(NotSerializableException.class);
            assertThatThrownBy(() -> read(cut))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("is damaged");
        }
    }

    @Test
    void anotherFormatIsNotRead() {
        byte[] bytes = serializer.toBinary(SnapshotSamples.trial(1));

        assertThatThrownBy(() -> serializer.fromBinary(bytes, "snapshot.v9"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("'snapshot.v9'", "'" + SnapshotSerializer.FORMAT + "'");
    }

    @Test
    void statesAreStoredByThisSerializer() throws Exception {
        ActorTestKit kit = ActorTestKit.create();
        try {
            for (Class<?> state : List.of(CampaignChain.class, TrialChain.class)) {
                assertThat(SerializationExtension.get(kit.system()).serializerFor(state))
                        .isInstanceOf(SnapshotSerializer.class);
            }
            assertThatThrownBy(() ->
                            serializer.toBinary(new Campaign.Watch(kit.system().ignoreRef())))
                    .hasMessageContaining("a snapshot holds no actor");
        } finally {
            kit.shutdownTestKit();
        }
    }
}
