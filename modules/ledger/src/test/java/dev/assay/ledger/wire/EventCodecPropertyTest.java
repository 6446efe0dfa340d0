package dev.assay.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.chain.Entry;
import dev.assay.ledger.trial.TrialEvent;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventCodecPropertyTest {
    private static final ChainHead BEFORE = new ChainHead(41, Digest.ofText("event 41"));

    @Property(tries = 300)
    void anyEntryComesBackEqual(@ForAll("events") Object event) {
        Entry<?> sealed = EventCodec.seal(BEFORE, event);

        Entry<?> read = EventCodec.read(EventCodec.manifest(event), sealed.bytes());

        assertThat(read.event()).isEqualTo(event);
        assertThat(read.head()).isEqualTo(sealed.head());
        assertThat(BEFORE.follow(read)).isEqualTo(new ChainHead(42, Digest.of(sealed.bytes())));
    }

    @Property(tries = 100)
    void theSameEventIsAlwaysTheSameBytes(@ForAll("events") Object event) {
        Entry<?> sealed = EventCodec.seal(BEFORE, event);
        Entry<?> read = EventCodec.read(EventCodec.manifest(event), sealed.bytes());

        assertThat(EventCodec.seal(BEFORE, read.event()).bytes()).isEqualTo(sealed.bytes());
    }

    @Provide
    Arbitrary<Object> events() {
        return Arbitraries.oneOf(
                EventArbitraries.ofType(CampaignEvent.class), EventArbitraries.ofType(TrialEvent.class));
    }
}
