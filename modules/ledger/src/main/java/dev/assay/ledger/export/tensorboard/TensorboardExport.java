package dev.assay.ledger.export.tensorboard;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.export.folder.ExportFolder;
import dev.assay.ledger.export.folder.ExportRefused;
import dev.assay.ledger.export.tensorboard.wire.EventFile;
import dev.assay.ledger.export.trial.CampaignTrials;
import dev.assay.ledger.export.trial.ExportedTrial;
import dev.assay.ledger.export.trial.Scalar;
import dev.assay.ledger.trial.TrialEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A campaign for {@code tensorboard --logdir FOLDER}: a folder a trial, named as the trial is with {@code -} for {@code /},
 * in it one event file with the curves of {@link dev.assay.ledger.export.trial.TrialScalars}. Values are binary32 there. Times
 * are those of the events and no machine is named, so one ledger always gives the same bytes.
 */
public final class TensorboardExport {
    private TensorboardExport() {}

    /**
     * @param folder that does not exist, or is empty
     * @param events of the campaign
     * @param trials a trial's events by its name; asked for one trial after the other
     * @throws ExportRefused if the folder is in use, or there is no campaign
     */
    public static void write(Path folder, List<CampaignEvent> events, Function<String, List<TrialEvent>> trials)
            throws IOException {
        CampaignTrials campaign = CampaignTrials.of(events);
        ExportFolder.write(folder, root -> {
            for (String id : campaign.ids()) {
                write(root, campaign.read(id, trials.apply(id)));
            }
        });
    }

    private static void write(Path root, ExportedTrial trial) throws IOException {
        Path folder = Files.createDirectory(root.resolve(folderName(trial)));
        Path file = folder.resolve(String.format(
                Locale.ROOT, "events.out.tfevents.%010d.assay", trial.begin().getEpochSecond()));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            EventFile records = new EventFile(out, trial.begin());
            List<Scalar> scalars = trial.scalars();
            int from = 0;
            while (from < scalars.size()) {
                int to = endOfRecord(scalars, from);
                records.write(scalars.subList(from, to));
                from = to;
            }
        }
    }

    /** A record takes the values of one step and time; a curve has one value in it. */
    private static int endOfRecord(List<Scalar> scalars, int from) {
        Scalar first = scalars.get(from);
        int to = from + 1;
        while (to < scalars.size()
                && scalars.get(to).step() == first.step()
                && scalars.get(to).at().equals(first.at())) {
            to++;
        }
        return to;
    }

    /** A trial's name is not a path, and must not lead out of the folder. */
    private static String folderName(ExportedTrial trial) {
        return trial.name().replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^\\.", "_");
    }
}
