package dev.assay.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

public final class Tmp {
    private Tmp() {}

    public static String all() {
        try (NDManager m = NDManager.newBaseManager()) {
            return Engine.getInstance().toString()
                    + m.ones(new ai.djl.ndarray.types.Shape(2)).sum().getFloat();
        }
    }
}
