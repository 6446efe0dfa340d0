package dev.assay.research.profile;

import dev.assay.learning.architecture.ArchitectureFamily;
import dev.assay.learning.architecture.ArchitectureParameters;
import dev.assay.learning.architecture.InvalidArchitectureException;
import dev.assay.learning.architecture.Network;
import dev.assay.learning.loss.Loss;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.Values;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a profile's block {@code model}: the networks that a recipe may ask for. */
final class ArchitectureReader {
    /** Parameters are judged even if the rows are not known: any image will do for that. */
    private static final List<Integer> ANY_IMAGE = List.of(1, 64, 64);

    private final Values values;
    private final Optional<DataSource> source;
    private final Optional<Loss> loss;

    ArchitectureReader(Values values, Optional<DataSource> source, Optional<Loss> loss) {
        this.values = values;
        this.source = source;
        this.loss = loss;
    }

    /** The sound ones; reports what is wrong with the others. */
    SortedMap<String, Architecture> read() {
        SortedMap<String, Architecture> read = new TreeMap<>();
        for (String name : values.keys("model.architectures")) {
            String key = "model.architectures." + name;
            if (values.isSound(key)) {
                Architecture architecture = new Architecture(
                        ArchitectureFamily.named(values.text(key + ".family").orElseThrow()),
                        new ArchitectureParameters(values.parameters(key)));
                read.put(name, architecture);
                check(key, name, architecture);
            }
        }
        return read;
    }

    private void checkOutputs(String key, Network network, DataFormat format, Loss given) {
        given.problem(format.targets(), network.outputShape(), format.rowShape().get(0))
                .ifPresent(needed -> values.problem(
                        key,
                        "has outputs " + network.outputShape() + " a row, must have " + needed + " for "
                                + given.profileName() + " and what the reader predicts"));
    }

    private void check(String key, String name, Architecture architecture) {
        List<Integer> shape = source.map(data -> data.format().rowShape()).orElse(ANY_IMAGE);
        int classes = source.map(DataSource::classes).orElse(2);
        Optional<Integer> cap = values.whole("model.max_parameters");
        try {
            Network network = architecture
                    .family()
                    .build(
                            name,
                            architecture.parameters(),
                            shape,
                            loss.orElse(Loss.CROSS_ENTROPY).outputs(classes));
            if (source.isPresent() && loss.isPresent()) {
                checkOutputs(key, network, source.get().format(), loss.get());
            }
            int size = network.schema().size();
            if (source.isPresent() && loss.isPresent() && cap.isPresent() && size > cap.get()) {
                values.problem(
                        key, "has " + size + " parameters, must have at most max_parameters, which is " + cap.get());
            }
        } catch (InvalidArchitectureException e) {
            e.problems().forEach(problem -> values.problem(key, problem));
        } catch (IllegalArgumentException | ArithmeticException e) {
            if (source.isPresent() && loss.isPresent()) {
                values.problem(key, "cannot be built: " + e.getMessage());
            }
        }
    }
}
