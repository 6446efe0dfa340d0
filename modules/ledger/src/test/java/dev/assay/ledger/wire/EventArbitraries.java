package dev.assay.ledger.wire;

import dev.assay.learning.digest.Digest;
import dev.assay.ledger.chain.ChainHead;
import dev.assay.ledger.history.TestingRecipes;
import dev.assay.research.cost.Cost;
import dev.assay.research.recipe.Recipe;
import dev.assay.research.review.Comparison;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random events, made from the components of the records: an event that is added later is covered without a change. */
public final class EventArbitraries {
    private static final Instant EARLIEST = Instant.parse("1678-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2261-12-31T23:59:59.999999999Z");

    private EventArbitraries() {}

    public static Arbitrary<Object> ofType(Class<?> type) {
        if (type.isSealed()) {
            return Arbitraries.of(type.getPermittedSubclasses()).flatMap(EventArbitraries::ofType);
        }
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new IllegalArgumentException("no way to make a " + type.getName());
        }
        List<Arbitrary<Object>> values = Arrays.stream(components)
                .map(c -> ofComponent(c.getGenericType()))
                .toList();
        return Combinators.combine(values).as(arguments -> construct(type, components, arguments));
    }

    private static Arbitrary<Object> ofComponent(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] parts = generic.getActualTypeArguments();
            return ofContainer((Class<?>) generic.getRawType(), parts[parts.length - 1])
                    .asGeneric();
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arbitraries.of(plain.getEnumConstants()).asGeneric();
        }
        return switch (plain.getSimpleName()) {
            case "int", "Integer" -> Arbitraries.integers().asGeneric();
            case "long" -> Arbitraries.longs().asGeneric();
            case "boolean" -> Arbitraries.of(true, false).asGeneric();
            case "double" -> doubles().asGeneric();
            case "String" -> strings().asGeneric();
            case "OptionalDouble" ->
                doubles()
                        .optional()
                        .map(o -> o.map(OptionalDouble::of).orElse(OptionalDouble.empty()))
                        .asGeneric();
            case "Instant" -> instants().asGeneric();
            case "Digest" -> digests().asGeneric();
            case "Recipe" -> recipes().asGeneric();
            case "Cost" -> costs().asGeneric();
            case "Comparison" -> comparisons().asGeneric();
            case "ChainHead" ->
                Combinators.combine(Arbitraries.longs().greaterOrEqual(0), digests())
                        .as(ChainHead::new)
                        .asGeneric();
            default -> ofType(plain);
        };
    }

    private static Arbitrary<?> ofContainer(Class<?> container, Type element) {
        if (container == List.class) {
            return ofComponent(element).list().ofMaxSize(5);
        }
        if (container == Optional.class) {
            return ofComponent(element).optional();
        }
        if (container == SortedMap.class) {
            return Arbitraries.maps(strings(), ofComponent(element))
                    .ofMaxSize(5)
                    .map(TreeMap::new);
        }
        throw new IllegalArgumentException("no way to make a " + container.getName());
    }

    private static Object construct(Class<?> type, RecordComponent[] components, List<Object> arguments) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot construct " + type.getName(), e);
        }
    }

    /** Text that is valid Unicode: a lone half of a surrogate pair has no UTF-8. */
    private static Arbitrary<String> strings() {
        return Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .filter(s ->
                        s.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    private static Arbitrary<Double> doubles() {
        return Arbitraries.longs()
                .map(Double::longBitsToDouble)
                .filter(d -> !Double.isNaN(d))
                .edgeCases(cases ->
                        cases.add(0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.NEGATIVE_INFINITY, 0.1));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(EARLIEST.getEpochSecond(), LATEST.getEpochSecond()),
                        Arbitraries.longs().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    private static Arbitrary<Digest> digests() {
        return strings().map(Digest::ofText);
    }

    private static Arbitrary<Recipe> recipes() {
        return Arbitraries.of(TestingRecipes.ALL);
    }

    private static Arbitrary<Cost> costs() {
        Arbitrary<Long> counts = Arbitraries.longs().greaterOrEqual(0);
        return Combinators.combine(
                        counts, counts, counts, counts, Arbitraries.doubles().between(0, 1e9))
                .as(Cost::new);
    }

    private static Arbitrary<Comparison> comparisons() {
        Arbitrary<Double> gains = Arbitraries.doubles().between(-1, 1).ofScale(17);
        return Combinators.combine(
                        Arbitraries.integers().between(2, 50),
                        gains,
                        Arbitraries.doubles().between(0, 1))
                .as((pairs, gain, halfWidth) ->
                        new Comparison(pairs, gain, halfWidth, gain - halfWidth, gain + halfWidth));
    }
}
