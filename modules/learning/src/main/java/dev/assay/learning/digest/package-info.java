/** Content digests: how models, recipes and events are named. */
package dev.assay.learning.digest;
