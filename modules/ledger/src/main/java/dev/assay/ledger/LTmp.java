package dev.assay.ledger;

import dev.assay.proto.federation.v1.Tmp.Inner;

public final class LTmp {
    private LTmp() {}

    public static Object all() {
        new org.h2.jdbcx.JdbcDataSource();
        org.jfree.chart.ChartFactory.createXYLineChart("a", "b", "c", null);
        return Inner.newBuilder().setX(1).build();
    }
}
