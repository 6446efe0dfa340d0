package dev.assay.runtime.transfer;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of a node's transfer.
 *
 * @param connectTimeout how long a connection may take to come about
 * @param patience how long a handshake, a request or a block of 256 KiB may take; what takes longer is cut off
 * @param connections that the port serves at a time; more wait
 * @param fetches under way at a time
 * @param fetchesOfOneNode of these, from one address, so that a slow node delays nobody else
 * @param attempts in a row that may fail without 1 MiB having come through
 * @param backoff before the second attempt; twice as long before each one after it
 * @param published different vectors that the node publishes at a time
 * @param unfetchedUpdates of a trial that a client node keeps, beside the trainings that its devices have room for, before it lets
 *     further sites train
 */
public record TransferSettings(
        Duration connectTimeout,
        Duration patience,
        int connections,
        int fetches,
        int fetchesOfOneNode,
        int attempts,
        Duration backoff,
        int published,
        int unfetchedUpdates) {
    public TransferSettings {
        requirePositive("connect-timeout", connectTimeout);
        requirePositive("patience", patience);
        requirePositive("connections", connections);
        requirePositive("fetches", fetches);
        requirePositive("fetches-of-one-node", fetchesOfOneNode);
        requirePositive("attempts", attempts);
        requirePositive("backoff", backoff);
        requirePositive("published", published);
        requirePositive("unfetched-updates", unfetchedUpdates);
    }

    /** @param config with {@code assay.transfer}, whose defaults are in {@code reference.conf} */
    public static TransferSettings of(Config config) {
        Config transfer = config.getConfig("assay.transfer");
        return new TransferSettings(
                transfer.getDuration("connect-timeout"),
                transfer.getDuration("patience"),
                transfer.getInt("connections"),
                transfer.getInt("fetches"),
                transfer.getInt("fetches-of-one-node"),
                transfer.getInt("attempts"),
                transfer.getDuration("backoff"),
                transfer.getInt("published"),
                transfer.getInt("unfetched-updates"));
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException("assay.transfer." + name + " is " + value + ", must be 1 ms or more");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("assay.transfer." + name + " is " + value + ", must be 1 or more");
        }
    }
}
