package dev.assay.client.policy;

/** An update that may not leave its site. */
public final class RefusedByPolicy extends Exception {
    private static final long serialVersionUID = 1;

    RefusedByPolicy(String message) {
        super(message);
    }
}
