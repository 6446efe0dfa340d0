package dev.assay.bench;

import dev.assay.learning.digest.Digest;
import dev.assay.learning.model.ModelVector;
import dev.assay.runtime.transfer.AnnouncedVector;
import dev.assay.runtime.transfer.TransferAddress;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A {@link TransferNode} in a process of its own, which serves a vector. Says what it serves; then answers each line of its input
 * with what it has seen since the last one, and ends with the input.
 */
public final class TransferProcess {
    private TransferProcess() {}

    /** @param args address of the node to join, and values of the vector */
    public static void main(String[] args) throws Exception {
        try (TransferNode node = new TransferNode("")) {
            node.join(args[0]);
            node.awaitOther();
            AnnouncedVector announced = node.transfer().publications().publish(vector(Integer.parseInt(args[1])));
            System.out.println(announcement(node.address(), announced));
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (questions.readLine() != null) {
                System.out.println(
                        node.unreachable() + " " + ObservedHeartbeats.take().line());
            }
        }
    }

    static ModelVector vector(int size) {
        Random random = new Random(1);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
        }
        return ModelVector.adopt(values);
    }

    /** @param node of the process */
    record Served(String node, AnnouncedVector vector) {}

    static String announcement(String node, AnnouncedVector vector) {
        TransferAddress at = vector.at();
        return String.join(
                " ",
                node,
                vector.digest().hex(),
                String.valueOf(vector.values()),
                at.host(),
                String.valueOf(at.port()),
                String.valueOf(at.incarnation()));
    }

    static Served served(String line) {
        String[] words = line.split(" ");
        TransferAddress at = new TransferAddress(words[3], Integer.parseInt(words[4]), Long.parseLong(words[5]));
        return new Served(words[0], new AnnouncedVector(new Digest(words[1]), Integer.parseInt(words[2]), at));
    }
}
