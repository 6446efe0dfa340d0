package dev.assay.it.task;

import dev.assay.data.task.TaskData;
import dev.assay.data.task.TaskLoader;
import dev.assay.learning.data.Examples;
import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The heart task with FLamby's own test rows as its official hold-out: each hospital's file is written as two. The profile
 * wants some rows to select by, so two in a hundred training rows are not looked at by standardisation; training has them.
 */
record FlambySplit(Profile profile, List<Examples> train, List<Examples> test) {
    private static final Path HEART = Path.of("../../profiles/heart/profile.md");
    private static final Path TEST_ROWS = Path.of("src/test/resources/heart/flamby-test-rows.txt");

    static FlambySplit of(Path dataFolder, Path folder) throws IOException, InvalidInput {
        String text = Files.readString(HEART);
        StringBuilder files = new StringBuilder("  files:\n");
        int heldOut = 0;
        for (String line : Files.readAllLines(TEST_ROWS)) {
            if (line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ");
            Set<Integer> test =
                    Arrays.stream(words).skip(1).map(Integer::valueOf).collect(Collectors.toSet());
            heldOut += test.size();
            List<String> rows = usedRows(dataFolder.resolve("heart-disease/processed." + words[0] + ".data"));
            files.append(file(folder, words[0], "any", rows, test))
                    .append(file(folder, words[0], "hold_out", rows, test));
        }
        int from = text.indexOf("  files:\n");
        String changed = text.substring(0, from) + files + "  hold_out_rows: " + heldOut + "\n"
                + text.substring(text.indexOf("  rows: 740"));
        Profile profile = Profiles.parse(
                changed.replace(
                                "train: 0.66, selection: 0.17, hold_out: 0.17",
                                "train: 0.98, selection: 0.02, hold_out: official")
                        .replace("max_sample_passes: 50 ", "max_sample_passes: 51 "),
                "heart with FLamby's split");
        TaskData data = TaskLoader.load(profile, List.of(folder));
        List<Examples> train = new ArrayList<>();
        for (int site = 0; site < data.sites().size(); site++) {
            train.add(JoinedRows.of(
                    List.of(data.sites().get(site), data.selection().get(site))));
        }
        return new FlambySplit(profile, train, data.holdOut());
    }

    /** Lines without a gap in the columns that the profile uses. */
    private static List<String> usedRows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> {
                    String[] values = line.split(",");
                    return values.length == 14
                            && !Arrays.asList(values).subList(0, 10).contains("?")
                            && !values[13].equals("?");
                })
                .toList();
    }

    private static String file(Path folder, String site, String part, List<String> rows, Set<Integer> test)
            throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int row = 0; row < rows.size(); row++) {
            if (test.contains(row) == part.equals("hold_out")) {
                lines.append(rows.get(row)).append('\n');
            }
        }
        byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
        String name = site + "-" + part + ".data";
        Files.write(folder.resolve(name), content);
        return "    - {file: " + name + ", sha256: " + Digest.of(content).hex() + ", site: " + site + ", part: " + part
                + "}\n";
    }
}
