package dev.assay.ledger.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.trial.TrialEvent;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventCodecPropertyTest {
    @Property(tries = 300)
    void anyEventComesBackEqual(@ForAll("events") Object event) {
        assertThat(EventCodec.decode(EventCodec.manifest(event), EventCodec.encode(event)))
                .isEqualTo(event);
    }

    @Property(tries = 100)
    void theSameEventIsAlwaysTheSameBytes(@ForAll("events") Object event) {
        Object again = EventCodec.decode(EventCodec.manifest(event), EventCodec.encode(event));

        assertThat(EventCodec.encode(again)).isEqualTo(EventCodec.encode(event));
    }

    @Provide
    Arbitrary<Object> events() {
        return Arbitraries.oneOf(
                EventArbitraries.ofType(CampaignEvent.class), EventArbitraries.ofType(TrialEvent.class));
    }
}
