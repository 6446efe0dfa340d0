package dev.assay.research.profile;

import java.util.List;

/** A family of networks with its parameters; a profile's architecture is one of these under a name. */
public sealed interface ModelFamily {
    /** Dense layers, a rectifier and dropout after each hidden one. */
    record Mlp(List<Integer> hidden, double dropout) implements ModelFamily {
        public Mlp {
            hidden = List.copyOf(hidden);
        }
    }

    /**
     * Convolutions of 3x3 with padding 1, each followed by a rectifier and 2x2 pooling; then dense layers as in {@link Mlp}.
     * Takes rows of shape [channels, height, width].
     */
    record Cnn(List<Integer> channels, List<Integer> hidden, double dropout) implements ModelFamily {
        public Cnn {
            channels = List.copyOf(channels);
            hidden = List.copyOf(hidden);
        }
    }
}
