package dev.assay.learning.metric;

/** Which of two scores is the better one. */
public enum Direction {
    MAXIMIZE("maximize", 1),
    MINIMIZE("minimize", -1);

    private final String profileName;
    private final int sign;

    Direction(String profileName, int sign) {
        this.profileName = profileName;
        this.sign = sign;
    }

    /** The name in profiles and reports. */
    public String profileName() {
        return profileName;
    }

    /** How much better a score is than another: above 0 when it is better, whatever the direction. */
    public double gain(double score, double reference) {
        return sign * (score - reference);
    }
}
