package dev.assay.runtime.task;

import dev.assay.data.task.TaskLoader;
import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tasks that this node can serve: reads a task's data once. */
public final class TaskCatalog {
    private final List<Path> folders;
    private final Optional<String> command;
    private final Map<Digest, Task> loaded = new HashMap<>();

    /** @param folders where data files are looked for, in this order; at least one */
    public TaskCatalog(List<Path> folders) {
        this(folders, Optional.empty());
    }

    /**
     * @param folders where data files are looked for, in this order; at least one
     * @param command that gets a task's missing files, for messages, where one is known
     */
    public TaskCatalog(List<Path> folders, Optional<String> command) {
        this.folders = List.copyOf(folders);
        this.command = command;
    }

    public List<Path> folders() {
        return folders;
    }

    /**
     * The task that a profile describes. Blocks while it is read for the first time.
     *
     * @throws InvalidInput when the profile is not valid, or a data file is missing, altered or malformed
     */
    public synchronized Task task(String profileText) throws InvalidInput {
        Digest digest = Digest.ofText(profileText);
        Task known = loaded.get(digest);
        if (known == null) {
            Profile profile = Profiles.parse(profileText, "profile of the campaign");
            known = new Task(profile, TaskLoader.load(profile, folders, command));
            loaded.put(digest, known);
        }
        return known;
    }
}
