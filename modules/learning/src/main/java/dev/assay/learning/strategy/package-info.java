/** Strategies of the field as data: what a site does in a round, and what the server does with the result. */
package dev.assay.learning.strategy;
