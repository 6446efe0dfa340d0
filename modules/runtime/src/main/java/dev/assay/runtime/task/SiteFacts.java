package dev.assay.runtime.task;

import dev.assay.learning.digest.Digest;

/**
 * What a server must know of a site, and all that it is told of its data.
 *
 * @param name as the task has it
 * @param trainingRows rows that it trains on
 * @param rows all that the task has of the site, with those that score
 * @param digest of the site's rows, where these can be had without those of other sites; of all rows of the task otherwise
 */
public record SiteFacts(String name, int trainingRows, int rows, Digest digest) {}
