package dev.assay.research.guard;

/**
 * One reason why a proposal is refused.
 *
 * @param key the knob or cap, for example {@code server_lr}
 * @param value as proposed
 * @param limit what is allowed
 */
public record Violation(String key, String value, String limit) {
    @Override
    public String toString() {
        return key + " is " + value + ", must be " + limit;
    }
}
