/** What a site's update gives away of its data, and how that is bounded: clipping, Gaussian noise, and the account of it. */
package dev.assay.learning.privacy;
