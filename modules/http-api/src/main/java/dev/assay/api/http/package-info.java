/** Requests and answers of the API: who may ask, how much, for how long, and how a problem is told. */
package dev.assay.api.http;
