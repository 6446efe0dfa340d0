package dev.assay.data.reader;

import dev.assay.data.file.OpenFile;
import dev.assay.research.dataset.DataFormat;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import java.util.List;

/** Turns a task's files into rows. */
public interface RowReader {
    /**
     * @param files in the profile's order, verified
     * @throws InvalidInput with what is wrong in the files, at most the first {@value FileProblems#MOST}
     */
    RawRows read(DataSource source, List<OpenFile> files) throws InvalidInput;

    /** The reader of a format. */
    static RowReader of(DataFormat format) {
        if (format instanceof DataFormat.Csv csv) {
            return new CsvReader(csv);
        }
        if (format instanceof DataFormat.Idx idx) {
            return new IdxReader(idx);
        }
        if (format instanceof DataFormat.CifarBinary cifar) {
            return new CifarReader(cifar);
        }
        if (format instanceof DataFormat.Npz npz) {
            return new NpzReader(npz);
        }
        if (format instanceof DataFormat.ImageFolder folder) {
            return new ImageFolderReader(folder);
        }
        if (format instanceof DataFormat.TextBySpeaker text) {
            return new TextReader(text);
        }
        return new LeafGenerator((DataFormat.LeafSynthetic) format);
    }
}
