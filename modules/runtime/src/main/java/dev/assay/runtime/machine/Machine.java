package dev.assay.runtime.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The facts of a machine that the bits of a result can depend on.
 *
 * @param processor its model, as the operating system names it
 * @param instructions the vector extensions that it has and that PyTorch chooses its code by
 * @param java the virtual machine
 * @param system the operating system and its architecture
 */
public record Machine(String processor, String instructions, String java, String system) {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final String UNKNOWN = "unknown";
    private static final Set<String> VECTOR_EXTENSIONS =
            Set.of("avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16");

    private static final Machine HERE = read();

    /** This one. */
    public static Machine here() {
        return HERE;
    }

    private static Machine read() {
        return new Machine(
                cpuInfo("model name").orElse(UNKNOWN),
                cpuInfo("flags").map(Machine::vectorExtensions).orElse(UNKNOWN),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    }

    /** By name. */
    public SortedMap<String, String> facts() {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("processor", processor);
        facts.put("instructions", instructions);
        facts.put("java", java);
        facts.put("system", system);
        return facts;
    }

    /** The same facts with every text changed, for one who does not trust their length. */
    public Machine map(UnaryOperator<String> change) {
        return new Machine(
                change.apply(processor), change.apply(instructions), change.apply(java), change.apply(system));
    }

    private static Optional<String> cpuInfo(String key) {
        try {
            List<String> lines = Files.readAllLines(CPU_INFO, StandardCharsets.UTF_8);
            return lines.stream()
                    .filter(line -> line.startsWith(key) && line.indexOf(':') >= 0)
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException e) {
            // Other systems have no such file; the facts are for people.
            return Optional.empty();
        }
    }

    private static String vectorExtensions(String flags) {
        return Arrays.stream(flags.split(" "))
                .filter(VECTOR_EXTENSIONS::contains)
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
