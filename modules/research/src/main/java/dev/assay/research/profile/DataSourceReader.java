package dev.assay.research.profile;

import dev.assay.research.dataset.Checksum;
import dev.assay.research.dataset.DataFile;
import dev.assay.research.dataset.DataFile.Content;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a profile's block {@code data}. One file may be given in short, by {@code data.file}. */
final class DataSourceReader {
    private static final List<String> CHECKSUMS = List.of("sha256", "content_sha256", "members", "tree_sha256");

    private final Values values;

    DataSourceReader(Values values) {
        this.values = values;
    }

    /** Reports what is wrong; empty when that is so much that no data source comes out of it. */
    Optional<DataSource> read(Optional<DataFormat> format) {
        List<DataFile> files = files(format);
        format.ifPresent(known -> checkSize(known));
        format.ifPresent(known -> checkClasses(known));
        format.ifPresent(known -> checkFiles(known, files));
        checkHoldOut(files, format);
        if (!values.isSound("data") || format.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DataSource(
                values.text("data.address").orElseThrow(),
                values.text("data.terms").orElseThrow(),
                files,
                values.whole("data.rows").orElseThrow(),
                values.whole("data.hold_out_rows").orElse(0),
                values.whole("data.classes").orElse(0),
                format.get()));
    }

    private List<DataFile> files(Optional<DataFormat> format) {
        if (values.has("data.file") && values.has("data.files")) {
            values.problem("data.file", "does not belong here: data.files lists the files already");
        }
        List<DataFile> files = new ArrayList<>();
        if (values.has("data.file")) {
            file("data", "data.file").ifPresent(files::add);
        }
        Map<String, String> earlier = new HashMap<>();
        for (String entry : values.entries("data.files")) {
            values.text(entry + ".file").ifPresent(path -> {
                String same = earlier.putIfAbsent(path, entry);
                if (same != null) {
                    values.problem(entry + ".file", "is '" + path + "', which " + same + " is already");
                }
            });
            file(entry, entry + ".file").ifPresent(files::add);
        }
        boolean generated =
                format.filter(DataFormat.LeafSynthetic.class::isInstance).isPresent();
        if (generated && (values.has("data.file") || values.has("data.files"))) {
            values.problem(
                    values.has("data.file") ? "data.file" : "data.files",
                    "does not belong here: the rows are generated");
        }
        if (format.isPresent() && !generated && !values.has("data.file") && !values.has("data.files")) {
            values.problem("data.file", "is missing: give data.file with its sha256, or a list data.files");
        }
        return files;
    }

    private Optional<DataFile> file(String block, String pathKey) {
        Optional<Checksum> checksum = checksum(block);
        Optional<String> path = values.text(pathKey);
        if (path.isEmpty() || checksum.isEmpty()) {
            return Optional.empty();
        }
        boolean inShort = block.equals("data");
        return Optional.of(new DataFile(
                path.get(),
                checksum.get(),
                inShort ? Optional.empty() : values.text(block + ".address"),
                inShort ? Optional.empty() : values.text(block + ".site"),
                !inShort
                                && values.text(block + ".part")
                                        .filter("hold_out"::equals)
                                        .isPresent()
                        ? Part.HOLD_OUT
                        : Part.ANY,
                inShort ? Content.ROWS : content(values.text(block + ".content").orElse("rows"))));
    }

    private static Content content(String name) {
        return switch (name) {
            case "features" -> Content.FEATURES;
            case "labels" -> Content.LABELS;
            default -> Content.ROWS;
        };
    }

    private Optional<Checksum> checksum(String block) {
        List<String> given =
                CHECKSUMS.stream().filter(key -> values.has(block + "." + key)).toList();
        if (given.isEmpty()) {
            values.problem(
                    block + ".sha256",
                    "is missing: a file needs one of " + String.join(", ", CHECKSUMS)
                            + "; 'assay data checksum FILE' prints it");
            return Optional.empty();
        }
        if (given.size() > 1) {
            values.problem(
                    block + "." + given.get(1), "does not belong here: " + given.get(0) + " is the checksum already");
            return Optional.empty();
        }
        String key = block + "." + given.get(0);
        if (!values.isSound(key)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (given.get(0)) {
                    case "sha256" -> new Checksum.OfFile(values.text(key).orElseThrow());
                    case "content_sha256" ->
                        new Checksum.OfContent(values.text(key).orElseThrow());
                    case "tree_sha256" -> new Checksum.OfTree(values.text(key).orElseThrow());
                    default -> {
                        TreeMap<String, String> members = new TreeMap<>();
                        values.texts(key, members);
                        yield new Checksum.OfMembers(members);
                    }
                });
    }

    private void checkSize(DataFormat format) {
        long most = DataLimits.mostValues(format, values.has("preprocess.fit"));
        long row = format.rowShape().stream().mapToLong(Integer::longValue).reduce(1, DataLimits::saturated);
        values.whole("data.rows").ifPresent(rows -> {
            if (DataLimits.saturated(rows, row) > most) {
                values.problem(
                        "data.rows",
                        "is " + rows + " of " + row + " features, must be at most " + most + " values in all");
            }
        });
    }

    private void checkClasses(DataFormat format) {
        boolean classified = switch (format.targets()) {
            case CLASS, TOKENS -> true;
            case SURVIVAL, VALUE -> false;
        };
        if (classified && !values.has("data.classes")) {
            values.problem("data.classes", "is missing");
        }
        if (!classified && values.has("data.classes")) {
            values.problem("data.classes", "does not belong here: the reader's target has no classes");
        }
        Optional<Integer> classes = values.whole("data.classes");
        int named = 0;
        if (format instanceof DataFormat.ImageFolder folder) {
            named = folder.labels().size();
        } else if (format instanceof DataFormat.TextBySpeaker text) {
            named = text.alphabet().length();
        } else if (format instanceof DataFormat.Csv csv && csv.target() instanceof DataFormat.Target.Label label) {
            named = label.labels().size();
        }
        if (classes.isPresent() && named > 0 && named != classes.get()) {
            values.problem(
                    "data.classes",
                    "is " + classes.get() + ", must be " + named + ", as many as the reader has names for");
        }
    }

    private void checkFiles(DataFormat format, List<DataFile> files) {
        boolean pairs = format instanceof DataFormat.Idx;
        for (DataFile file : files) {
            if (pairs == (file.content() == Content.ROWS)) {
                values.problem(
                        values.has("data.file") ? "data.file" : keyOf(file) + ".content",
                        pairs
                                ? "is rows, must be features or labels: this format has a file for each"
                                : "is not rows: this format has whole rows in each file");
            }
        }
        for (Part part : pairs ? Part.values() : new Part[0]) {
            long features = count(files, part, Content.FEATURES);
            long labels = count(files, part, Content.LABELS);
            if (features > 1 || features != labels || (part == Part.ANY && features == 0)) {
                values.problem(
                        "data.files",
                        "has " + features + " files of features and " + labels + " of labels for "
                                + (part == Part.ANY ? "the rows" : "the hold-out") + ", must have one of each");
            }
        }
        if (format instanceof DataFormat.CifarBinary && files.size() > 1) {
            values.problem("data.files", "has " + files.size() + " files, must have one: the folder or archive");
        }
        List<DataFile> divided =
                files.stream().filter(file -> file.part() == Part.ANY).toList();
        long named = divided.stream().filter(file -> file.site().isPresent()).count();
        if (named > 0 && named < divided.size()) {
            values.problem(
                    "data.files",
                    "names the site of " + named + " of the " + divided.size()
                            + " files without 'part: hold_out', must name it for all of them or for none");
        }
    }

    private void checkHoldOut(List<DataFile> files, Optional<DataFormat> format) {
        boolean given = files.stream().anyMatch(file -> file.part() == Part.HOLD_OUT)
                || format.filter(DataFormat.CifarBinary.class::isInstance).isPresent();
        boolean wanted =
                values.text("splits.hold_out").filter("official"::equals).isPresent();
        if (wanted && !given) {
            values.problem("splits.hold_out", "is 'official', but no file has 'part: hold_out'");
        }
        if (given && !wanted && values.has("splits.hold_out")) {
            values.problem("splits.hold_out", "must be 'official': the data have a test set of their own");
        }
        if (wanted && !values.has("data.hold_out_rows")) {
            values.problem("data.hold_out_rows", "is missing: the rows of the official hold-out");
        }
        if (!wanted && values.has("data.hold_out_rows")) {
            values.problem("data.hold_out_rows", "does not belong here: splits.hold_out is not 'official'");
        }
        Optional<Integer> all = values.whole("data.rows");
        values.whole("data.hold_out_rows").ifPresent(held -> {
            if (all.isPresent() && held >= all.get()) {
                values.problem("data.hold_out_rows", "is " + held + ", must be below rows, which is " + all.get());
            }
        });
    }

    private String keyOf(DataFile file) {
        return values.entries("data.files").stream()
                .filter(entry ->
                        values.text(entry + ".file").filter(file.path()::equals).isPresent())
                .findFirst()
                .orElse("data.files");
    }

    private static long count(List<DataFile> files, Part part, Content content) {
        return files.stream()
                .filter(file -> file.part() == part && file.content() == content)
                .count();
    }
}
