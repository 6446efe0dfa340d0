package dev.assay.it.crash;

/**
 * A kill to come.
 *
 * @param hit the process is killed when it comes by the point this time, from 1
 * @param damage what happens to the newest model file afterwards
 */
record Target(KillPoint point, int hit, Damage damage) {
    Target first() {
        return new Target(point, 1, damage);
    }

    @Override
    public String toString() {
        return point + (damage == Damage.NONE ? "" : ", then the newest model file " + damage.words());
    }
}
