package dev.assay.data.reader;

import dev.assay.data.file.ExpansionLimit;
import dev.assay.data.file.FileTree;
import dev.assay.data.file.OpenFile;
import dev.assay.data.file.UnreadableFile;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Targets;
import dev.assay.research.dataset.DataFile.Part;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Reads pictures from folders and archives. A picture's folder is its class, the folder around that its site where the profile
 * says so; folders further out do not matter. Rows are sorted by path. Names that begin with a dot, and files outside of
 * classes' folders, are passed over.
 */
final class ImageFolderReader implements RowReader {
    private final DataFormat.ImageFolder format;
    private final int rowSize;
    private final SiteIndex sites = new SiteIndex();
    private final IntRows labels = new IntRows();
    private final BitSet holdOut = new BitSet();
    private ByteRows features;

    /** A picture as a row of its own. */
    private record Row(String path, Pixels picture, int label, Optional<String> site) {}

    ImageFolderReader(DataFormat.ImageFolder format) {
        this.format = format;
        this.rowSize = format.rowShape().stream().reduce(1, Math::multiplyExact);
    }

    @Override
    public RawRows read(DataSource source, List<OpenFile> files) throws InvalidInput {
        features = new ByteRows(rowSize, source.rows());
        for (OpenFile file : files) {
            FileProblems.reading(file.name(), problems -> {
                List<Row> rows = new ArrayList<>();
                file.tree().forEach(entry -> {
                    if (!problems.enough()) {
                        read(entry, file, problems).ifPresent(rows::add);
                    }
                });
                rows.sort(Comparator.comparing(Row::path, FileTree.PATH_ORDER));
                add(rows, file.file().part());
            });
        }
        return new RawRows(
                new Examples(features.features(format.rowShape(), format.scale()), Targets.classes(labels.toArray())),
                sites.names(),
                sites.ofRows(),
                holdOut);
    }

    private Optional<Row> read(FileTree.Entry entry, OpenFile file, FileProblems problems) throws IOException {
        List<String> parts = List.of(entry.path().split("/"));
        int depth = parts.size();
        if (parts.stream().anyMatch(part -> part.startsWith("."))) {
            return Optional.empty();
        }
        int label = depth < 2 ? -1 : format.labels().indexOf(parts.get(depth - 2));
        boolean picture = Picture.isNamed(entry.name());
        if (label < 0 || !picture) {
            if (label >= 0 || picture) {
                problems.add(
                        0, entry.path(), picture ? noClass() : "must be a picture that ends in .png, .jpg or .jpeg");
            }
            return Optional.empty();
        }
        Optional<String> site = file.file().site();
        if (format.siteFolders()) {
            if (depth < 3) {
                problems.add(0, entry.path(), "is in no site's folder, must be in site/class");
                return Optional.empty();
            }
            site = Optional.of(parts.get(depth - 3));
        }
        try {
            Pixels pixels = Picture.decode(content(entry))
                    .withChannels(format.channels())
                    .resized(format.height(), format.width());
            return Optional.of(new Row(entry.path(), pixels, label, site));
        } catch (UnreadableFile e) {
            problems.add(0, entry.path(), e.getMessage());
            return Optional.empty();
        }
    }

    private String noClass() {
        return "is a picture in no class's folder; the profile's labels are "
                + FileProblems.cut(String.join(", ", format.labels()));
    }

    private static byte[] content(FileTree.Entry entry) throws IOException {
        try (InputStream content = entry.open()) {
            byte[] bytes = content.readNBytes((int) ExpansionLimit.PICTURE_BYTES + 1);
            if (bytes.length > ExpansionLimit.PICTURE_BYTES) {
                throw new UnreadableFile(
                        "has more than " + ExpansionLimit.PICTURE_BYTES + " bytes, the most for a picture");
            }
            return bytes;
        }
    }

    private void add(List<Row> rows, Part part) {
        for (Row row : rows) {
            if (part == Part.HOLD_OUT) {
                holdOut.set(features.rows());
            }
            features.add(row.picture().values());
            labels.add(row.label());
            sites.add(row.site());
        }
    }
}
