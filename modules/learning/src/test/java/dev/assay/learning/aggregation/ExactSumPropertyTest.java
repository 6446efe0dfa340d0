package dev.assay.learning.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.learning.model.ModelVector;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExactSumPropertyTest {
    private static final int SIZE = 5;

    record Term(List<Float> values, long weight) {
        ModelVector vector() {
            float[] array = new float[values.size()];
            for (int i = 0; i < array.length; i++) {
                array[i] = values.get(i);
            }
            return ModelVector.adopt(array);
        }
    }

    @Property(tries = 300)
    void equalsExactArithmetic(@ForAll("terms") List<Term> terms) {
        ExactSum sum = sumOf(terms);
        double[] means = means(sum);
        long weights = terms.stream().mapToLong(Term::weight).sum();
        for (int i = 0; i < SIZE; i++) {
            double expected = exact(terms, i);
            assertThat(bits(sum.sum(i))).isEqualTo(bits(expected));
            assertThat(bits(means[i])).isEqualTo(bits(expected / weights));
        }
    }

    @Property(tries = 300)
    void hasTheSameBitsInAnyOrder(@ForAll("terms") List<Term> terms, @ForAll long order) {
        List<Term> permuted = new ArrayList<>(terms);
        Collections.shuffle(permuted, new Random(order));
        assertThat(meanBits(sumOf(permuted))).isEqualTo(meanBits(sumOf(terms)));
    }

    @Property(tries = 300)
    void hasTheSameBitsUnderAnyMergeTree(@ForAll("terms") List<Term> terms, @ForAll long order) {
        Random random = new Random(order);
        List<ExactSum> parts = new ArrayList<>();
        terms.forEach(term -> parts.add(sumOf(List.of(term))));
        while (parts.size() > 1) {
            ExactSum taken = parts.remove(random.nextInt(parts.size()));
            parts.get(random.nextInt(parts.size())).merge(taken);
        }
        assertThat(meanBits(parts.get(0))).isEqualTo(meanBits(sumOf(terms)));
        assertThat(parts.get(0).totalWeight()).isEqualTo(sumOf(terms).totalWeight());
    }

    @Property(tries = 100)
    void leavesNoTraceOfARefusedVector(@ForAll("terms") List<Term> terms, @ForAll("values") float before) {
        ExactSum clean = new ExactSum(600);
        ExactSum tried = new ExactSum(600);
        for (Term term : terms) {
            float[] values = new float[600];
            for (int i = 0; i < values.length; i++) {
                values[i] = term.values().get(i % SIZE);
            }
            clean.add(ModelVector.copyOf(values), term.weight());
            tried.add(ModelVector.copyOf(values), term.weight());
            Arrays.fill(values, before);
            values[599] = Float.NaN;
            assertThat(refuses(tried, ModelVector.copyOf(values), term.weight()))
                    .isTrue();
        }
        assertThat(tried.totalWeight()).isEqualTo(clean.totalWeight());
        assertThat(meanBits(tried)).isEqualTo(meanBits(clean));
    }

    @Provide
    Arbitrary<List<Term>> terms() {
        Arbitrary<Long> weights = Arbitraries.oneOf(
                Arbitraries.longs().between(1, 50),
                Arbitraries.longs().between(1, 1L << 40),
                Arbitraries.of((1L << 29) - 1, 1L << 29));
        return Combinators.combine(values().list().ofSize(SIZE), weights)
                .as(Term::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    /** Ordinary DIFFs, any bit pattern of a finite float, and the edges of the grids. */
    @Provide
    Arbitrary<Float> values() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(-0.1, 0.1).map(Double::floatValue),
                Arbitraries.integers().map(Float::intBitsToFloat).filter(Float::isFinite),
                Arbitraries.of(
                        0f,
                        -0f,
                        Float.MIN_VALUE,
                        -Float.MIN_VALUE,
                        Float.MIN_NORMAL,
                        Float.MAX_VALUE,
                        -Float.MAX_VALUE,
                        4096f,
                        -4096f,
                        4097f,
                        0x1p-33f,
                        -0x1p-33f,
                        0x1p-76f,
                        0x1p-77f));
    }

    private static ExactSum sumOf(List<Term> terms) {
        ExactSum sum = new ExactSum(SIZE);
        terms.forEach(term -> sum.add(term.vector(), term.weight()));
        return sum;
    }

    private static double exact(List<Term> terms, int index) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Term term : terms) {
            sum = sum.add(
                    new BigDecimal(term.values().get(index)).multiply(BigDecimal.valueOf(term.weight())),
                    MathContext.UNLIMITED);
        }
        return sum.doubleValue();
    }

    private static boolean refuses(ExactSum sum, ModelVector vector, long weight) {
        try {
            sum.add(vector, weight);
            return false;
        } catch (IllegalArgumentException e) {
            return e.getMessage().contains("value 599 is NaN");
        }
    }

    private static double[] means(ExactSum sum) {
        double[] means = new double[sum.size()];
        sum.readMean(0, means, means.length);
        return means;
    }

    private static List<Long> meanBits(ExactSum sum) {
        return Arrays.stream(means(sum)).mapToObj(ExactSumPropertyTest::bits).toList();
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }
}
