/** One trial as two actors, a durable and a working one. Why a trial is run is not known here. */
package dev.assay.server.trial;
