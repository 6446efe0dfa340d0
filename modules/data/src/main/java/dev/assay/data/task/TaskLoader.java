package dev.assay.data.task;

import dev.assay.data.file.DataFolders;
import dev.assay.data.file.OpenFile;
import dev.assay.data.reader.RawRows;
import dev.assay.data.reader.RowReader;
import dev.assay.learning.data.Examples;
import dev.assay.learning.data.Features;
import dev.assay.research.dataset.DataSource;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problems;
import dev.assay.research.profile.Profile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a task's data files and divides their rows: the same files and profile give the same rows everywhere. */
public final class TaskLoader {
    private TaskLoader() {}

    /** Loads where no command is known that gets missing files. */
    public static TaskData load(Profile profile, List<Path> folders) throws InvalidInput {
        return load(profile, folders, Optional.empty());
    }

    /**
     * @param folders where data files lie; each is taken from the first that has the right one
     * @param command that gets the files, for messages, where one is known
     * @throws InvalidInput when a file is missing, is another one than the profile names, or has bad rows, or when the rows
     *     are not as many as the profile says or cannot be divided as it asks
     */
    public static TaskData load(Profile profile, List<Path> folders, Optional<String> command) throws InvalidInput {
        DataSource source = profile.data();
        List<OpenFile> files = new DataFolders(folders).open(command, source);
        RawRows rows = RowReader.of(source.format()).read(source, files);
        Problems problems = new Problems(files.isEmpty() ? profile.task() : place(files));
        try {
            Division division = Division.of(profile, rows);
            checkCounts(source, rows, division, problems);
            problems.throwIfAny();
            Features prepared = Preparation.of(profile.preprocessing())
                    .apply(rows.examples().features(), division);
            TaskData data =
                    division.divide(new Examples(prepared, rows.examples().targets()), profile.evaluation());
            data.withoutScore(profile.metric()).forEach(why -> problems.add(0, "", "", "cannot be scored: " + why));
            problems.throwIfAny();
            return data;
        } catch (IllegalArgumentException e) {
            problems.add(0, "", "", "cannot be divided: " + e.getMessage());
            problems.throwIfAny();
            throw e;
        }
    }

    /**
     * One site of a task of {@link SiteFiles}, from its files alone: what {@link #load} makes of it, to the bit.
     *
     * @param site its index
     * @throws InvalidInput as {@link #load}, of this site's files; how many rows the task has in all is not known here
     */
    public static SiteData loadSite(Profile profile, List<Path> folders, Optional<String> command, int site)
            throws InvalidInput {
        SiteFiles tasks = SiteFiles.of(profile).orElseThrow();
        DataSource source = tasks.sourceOf(site);
        List<OpenFile> files = new DataFolders(folders).open(command, source);
        RawRows rows = RowReader.of(source.format()).read(source, files);
        Problems problems = new Problems(place(files));
        try {
            Division division = Division.ofSite(profile, site, rows);
            Features prepared = Preparation.of(profile.preprocessing())
                    .apply(rows.examples().features(), division);
            TaskData data =
                    division.divide(new Examples(prepared, rows.examples().targets()), profile.evaluation());
            data.withoutScore(profile.metric()).forEach(why -> problems.add(0, "", "", "cannot be scored: " + why));
            problems.throwIfAny();
            return data.site(0);
        } catch (IllegalArgumentException e) {
            problems.add(0, "", "", "cannot be divided: " + e.getMessage());
            problems.throwIfAny();
            throw e;
        }
    }

    private static String place(List<OpenFile> files) {
        return files.get(0).path() + (files.size() == 1 ? "" : " and " + (files.size() - 1) + " more");
    }

    private static void checkCounts(DataSource source, RawRows rows, Division division, Problems problems) {
        if (division.usedRows() != source.rows()) {
            String dropped = division.usedRows() == rows.rows()
                    ? ""
                    : ", " + (rows.rows() - division.usedRows()) + " more on sites that are too small";
            problems.add(
                    0,
                    "",
                    "",
                    "has " + division.usedRows() + " rows" + dropped + ", must have " + source.rows()
                            + ", the profile's data.rows");
        }
        if (rows.holdOut().cardinality() != source.holdOutRows()) {
            problems.add(
                    0,
                    "",
                    "",
                    "has " + rows.holdOut().cardinality() + " rows in the official hold-out, must have "
                            + source.holdOutRows() + ", the profile's data.hold_out_rows");
        }
    }
}
