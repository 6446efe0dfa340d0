package dev.assay.learning.training;

import dev.assay.learning.architecture.Network;
import dev.assay.learning.data.Augmentation;
import dev.assay.learning.data.Examples;
import dev.assay.learning.loss.Loss;
import dev.assay.learning.strategy.ClientRule;

/**
 * All that stays the same over the rounds of one site in one trial.
 *
 * @param network what is trained
 * @param rows the site's training rows
 * @param rule how it is trained
 * @param loss what is made small
 * @param augmentation what is done to each image before it is trained on
 * @param rounds rounds of the trial, which the learning-rate schedule spans
 * @param scaffold whether control variates correct the steps
 * @param seed the trial's root seed
 * @param site the site's index, which separates its random streams from those of other sites
 * @param shuffle whether each epoch visits the rows in a fresh order
 */
public record SitePlan(
        Network network,
        Examples rows,
        ClientRule rule,
        Loss loss,
        Augmentation augmentation,
        int rounds,
        boolean scaffold,
        long seed,
        int site,
        boolean shuffle) {}
