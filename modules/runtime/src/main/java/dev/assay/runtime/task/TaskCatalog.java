package dev.assay.runtime.task;

import dev.assay.data.file.DataFolders;
import dev.assay.data.task.SiteFiles;
import dev.assay.data.task.TaskLoader;
import dev.assay.learning.digest.Digest;
import dev.assay.research.frontmatter.InvalidInput;
import dev.assay.research.frontmatter.Problem;
import dev.assay.research.profile.Profile;
import dev.assay.research.profile.Profiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The tasks that this node can serve: reads a task's data once. Thread-safe; who asks for a task that is being read waits for it,
 * and nobody else does.
 */
public final class TaskCatalog {
    private static final String OF_CAMPAIGN = "profile of the campaign";
    /** For a person who waits for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Path> folders;
    private final Optional<String> command;
    private final OwnedSites owned;
    private final Optional<Federation> federation;
    private final Map<Digest, Task> loaded = new ConcurrentHashMap<>();
    private final Map<Digest, SortedMap<Integer, SiteTask>> served = new ConcurrentHashMap<>();
    /** Held while a task's data are read, which takes minutes for large ones. */
    private final Map<Digest, Object> locks = new ConcurrentHashMap<>();

    /** @param folders where data files are looked for, in this order; at least one */
    public TaskCatalog(List<Path> folders) {
        this(folders, Optional.empty());
    }

    /**
     * @param folders where data files are looked for, in this order; at least one
     * @param command that gets a task's missing files, for messages, where one is known
     */
    public TaskCatalog(List<Path> folders, Optional<String> command) {
        this(folders, command, OwnedSites.ALL, Optional.empty());
    }

    /**
     * @param folders where data files are looked for, in this order; at least one
     * @param command that gets a task's missing files, for messages, where one is known
     * @param owned sites that this node serves
     * @param federation is asked for what sites say of themselves, where their data are not here
     */
    public TaskCatalog(
            List<Path> folders, Optional<String> command, OwnedSites owned, Optional<Federation> federation) {
        this.folders = List.copyOf(folders);
        this.command = command;
        this.owned = owned;
        this.federation = federation;
    }

    public List<Path> folders() {
        return folders;
    }

    /**
     * The task that a profile describes. Blocks while it is read for the first time. Where a file is missing here and the
     * task's sites can keep their data to themselves, they are asked.
     *
     * @throws InvalidInput when the profile is not valid, or a data file is missing, altered or malformed
     */
    public Task task(String profileText) throws InvalidInput {
        return task(profileText, PATIENCE);
    }

    /**
     * @param patience how long it may take until all sites have been heard, where they are asked
     * @throws InvalidInput as above
     */
    public Task task(String profileText, Duration patience) throws InvalidInput {
        Optional<Task> known = known(profileText);
        if (known.isPresent()) {
            return known.get();
        }
        Profile profile = Profiles.parse(profileText, OF_CAMPAIGN);
        Optional<SiteFiles> bySite = SiteFiles.of(profile);
        // The sites' answers are awaited outside the lock: this node's own sites answer too.
        return federation.isPresent() && bySite.isPresent() && isMissing(bySite.get())
                ? remember(profileText, federated(profile, profileText, bySite.get(), patience))
                : load(profileText);
    }

    private Optional<Task> known(String profileText) {
        return Optional.ofNullable(loaded.get(Digest.ofText(profileText)));
    }

    private Task remember(String profileText, Task task) {
        loaded.put(Digest.ofText(profileText), task);
        return task;
    }

    private Task load(String profileText) throws InvalidInput {
        Digest digest = Digest.ofText(profileText);
        synchronized (lock(digest)) {
            Task known = loaded.get(digest);
            if (known == null) {
                Profile profile = Profiles.parse(profileText, OF_CAMPAIGN);
                known = Task.whole(profile, TaskLoader.load(profile, folders, command));
                loaded.put(digest, known);
            }
            return known;
        }
    }

    private Object lock(Digest task) {
        return locks.computeIfAbsent(task, first -> new Object());
    }

    private Task federated(Profile profile, String profileText, SiteFiles sites, Duration patience)
            throws InvalidInput {
        List<SiteFacts> facts = federation.orElseThrow().facts(profileText, sites.names(), patience);
        int rows = facts.stream().mapToInt(SiteFacts::rows).sum();
        if (rows != profile.data().rows()) {
            throw new InvalidInput(List.of(new Problem(
                    OF_CAMPAIGN,
                    0,
                    "data.rows",
                    Integer.toString(profile.data().rows()),
                    "is " + profile.data().rows() + ", its sites have " + rows + " rows together")));
        }
        return Task.federated(profile, facts);
    }

    /**
     * The sites of a task that this node serves, by their index, with their rows. Blocks while they are read for the first
     * time. Of a task whose sites can keep their data to themselves, files of sites that are not served are not opened.
     *
     * @throws InvalidInput when the profile is not valid, or a data file that is needed is missing, altered or malformed
     */
    public SortedMap<Integer, SiteTask> sites(String profileText) throws InvalidInput {
        Optional<SortedMap<Integer, SiteTask>> read = sitesRead(profileText);
        if (read.isPresent()) {
            return read.get();
        }
        Digest digest = Digest.ofText(profileText);
        synchronized (lock(digest)) {
            SortedMap<Integer, SiteTask> known = served.get(digest);
            if (known == null) {
                known = Collections.unmodifiableSortedMap(readSites(profileText));
                served.put(digest, known);
            }
            return known;
        }
    }

    /** As {@link #sites}, if they have been read. Never blocks. */
    public Optional<SortedMap<Integer, SiteTask>> sitesRead(String profileText) {
        return Optional.ofNullable(served.get(Digest.ofText(profileText)));
    }

    private SortedMap<Integer, SiteTask> readSites(String profileText) throws InvalidInput {
        Profile profile = Profiles.parse(profileText, OF_CAMPAIGN);
        Optional<SiteFiles> bySite = SiteFiles.of(profile);
        boolean limited = owned.isLimited(profile.task());
        if (bySite.isPresent() && (limited || isMissing(bySite.get()))) {
            return readOwn(profile, bySite.get(), limited);
        }
        Task task = load(profileText);
        SortedMap<Integer, SiteTask> sites = new TreeMap<>();
        IntStream.range(0, task.sites())
                .filter(site -> owned.has(profile.task(), site, task.siteName(site)))
                .forEach(site -> sites.put(site, task.site(site)));
        return sites;
    }

    /** Without a limit: every site whose files are all here; with one, those that it names, which then must be. */
    private SortedMap<Integer, SiteTask> readOwn(Profile profile, SiteFiles files, boolean limited)
            throws InvalidInput {
        SortedMap<Integer, SiteTask> sites = new TreeMap<>();
        for (int site = 0; site < files.names().size(); site++) {
            if (limited ? owned.has(profile.task(), site, files.names().get(site)) : !isMissing(files, site)) {
                sites.put(site, SiteTask.of(profile, site, TaskLoader.loadSite(profile, folders, command, site)));
            }
        }
        if (sites.isEmpty() && !limited) {
            // Says which files there should be.
            TaskLoader.load(profile, folders, command);
        }
        return sites;
    }

    private boolean isMissing(SiteFiles files) {
        return IntStream.range(0, files.names().size()).anyMatch(site -> isMissing(files, site));
    }

    private boolean isMissing(SiteFiles files, int site) {
        return new DataFolders(folders).areMissing(files.filesOf(site));
    }
}
