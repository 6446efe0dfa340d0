package dev.assay.ledger.export.mlflow;

import dev.assay.learning.digest.Digest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.regex.Pattern;

/** Names and values as MLflow allows them ({@code mlflow/utils/validation.py}). */
final class MlflowValues {
    /** The shortest of MLflow's limits on the value of a param or a tag, in characters. */
    private static final int LONGEST_VALUE = 5_000;

    /** MLflow allows 250 for a name; some file systems have less room when a name is not of ASCII, and ours are. */
    private static final int LONGEST_NAME = 250;

    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^A-Za-z0-9_.\\- ]");
    private static final String CUT = " [...]";
    private static final int HEX_OF_A_RUN = 32;
    private static final BigInteger FIRST_EXPERIMENT = BigInteger.TEN.pow(17);
    private static final BigInteger EXPERIMENTS = BigInteger.valueOf(9).multiply(FIRST_EXPERIMENT);
    private static final int EXACT_DIGITS = 17;
    private static final double LEAST_PLAIN = 1e-6;
    private static final double LEAST_WITH_EXPONENT = 1e16;

    private MlflowValues() {}

    /** A run's id: 32 hexadecimal characters that follow from the trial's name, as MLflow's own are random. */
    static String runId(String trialId) {
        return Digest.ofText("assay.mlflow.run.v1\n" + trialId).hex().substring(0, HEX_OF_A_RUN);
    }

    /**
     * An experiment's id: 18 decimal digits that follow from the campaign's name, as MLflow's own are random. Its databases,
     * into which a store can be taken over, have no room for other ids than whole numbers.
     */
    static String experimentId(String campaignId) {
        BigInteger hash = new BigInteger(
                Digest.ofText("assay.mlflow.experiment.v1\n" + campaignId).hex(), 16);
        return hash.mod(EXPERIMENTS).add(FIRST_EXPERIMENT).toString();
    }

    /** A name that holds a foreign word, such as a fingerprint's field: never a path, never too long. */
    static String name(String prefix, String word) {
        String name = prefix + NOT_IN_A_NAME.matcher(word).replaceAll("_").strip();
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** The text; a longer one than MLflow takes is cut, and says so. */
    static String value(String text) {
        if (text.length() <= LONGEST_VALUE) {
            return text;
        }
        int end = LONGEST_VALUE - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /**
     * A metric's value as Python's {@code float} reads it: the shortest decimal that is the same double. Not {@code
     * Double.toString}, whose digits differ between Java releases.
     */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact.round(new MathContext(EXACT_DIGITS));
        for (int digits = 1; digits < EXACT_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == value) {
                shortest = rounded;
                break;
            }
        }
        double size = Math.abs(value);
        return size >= LEAST_PLAIN && size < LEAST_WITH_EXPONENT ? shortest.toPlainString() : shortest.toString();
    }
}
