package dev.assay.data.fetch;

import dev.assay.research.dataset.DataFile;
import java.nio.file.Path;

/**
 * What came of getting one file.
 *
 * @param path where it lies; where it is not there, where it would
 * @param message how it went, as the end of a sentence that begins with the path
 */
public record FetchResult(DataFile file, Outcome outcome, Path path, String message) {

    /** How it went. */
    public enum Outcome {
        /** It was there, and nothing was touched. */
        PRESENT,
        COPIED,
        DOWNLOADED,
        /** Only a page about the data is known: a person has to go there. */
        BY_HAND,
        FAILED
    }

    /** Whether the file is there now. */
    public boolean isThere() {
        return outcome != Outcome.BY_HAND && outcome != Outcome.FAILED;
    }
}
