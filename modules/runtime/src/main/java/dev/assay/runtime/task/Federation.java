package dev.assay.runtime.task;

import dev.assay.research.frontmatter.InvalidInput;
import java.time.Duration;
import java.util.List;

/** Whoever has the data of a task's sites, for a node that has not. */
@FunctionalInterface
public interface Federation {
    /**
     * What the sites say of themselves. Blocks.
     *
     * @param names of the task's sites
     * @param patience how long it may take until all sites are there
     * @return one for each of them, in this order
     * @throws InvalidInput when a site is told by nobody, or by two otherwise
     */
    List<SiteFacts> facts(String profileText, List<String> names, Duration patience) throws InvalidInput;
}
