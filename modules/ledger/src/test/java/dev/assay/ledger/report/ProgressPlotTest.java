package dev.assay.ledger.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ledger.campaign.CampaignEvent;
import dev.assay.ledger.history.Campaigns;
import dev.assay.ledger.history.History;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressPlotTest {
    @Test
    void pictureHasItsSizeAndShowsWhatHappened() throws IOException {
        BufferedImage image = draw(Campaigns.small());

        assertThat(image.getWidth()).isEqualTo(Picture.WIDTH);
        assertThat(image.getHeight()).isEqualTo(Picture.HEIGHT);
        assertThat(colours(image)).contains(Color.WHITE.getRGB(), ChartStyle.KEPT.getRGB(), 0xffd73027, 0xff9aa0a6);
    }

    @Test
    void pictureOfCrashesHasNoKeptOnes() throws IOException {
        assertThat(colours(draw(Campaigns.crashesOnly())))
                .contains(0xffd73027)
                .doesNotContain(ChartStyle.KEPT.getRGB());
    }

    @Test
    void everyPrefixOfACampaignCanBeDrawn() throws IOException {
        List<CampaignEvent> events = Campaigns.small().events();
        for (int length = 1; length <= events.size(); length += 4) {
            byte[] png = ProgressPlot.png(Report.of(events.subList(0, length)));

            assertThat(ImageIO.read(new ByteArrayInputStream(png))).isNotNull();
        }
    }

    @Test
    void pictureHasTheSameBytesEachTime() {
        Report report = Report.of(Campaigns.large(40).events());

        assertThat(ProgressPlot.png(report)).isEqualTo(ProgressPlot.png(report));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40})
    void labelsCoverNeitherEachOtherNorAPoint(int count) {
        Rectangle2D area = new Rectangle2D.Double(0, 0, 900, 500);
        List<double[]> points = IntStream.range(0, count)
                .mapToObj(i -> new double[] {100 + 12.0 * i, 300 - 2.0 * i})
                .toList();
        List<LabelPlacement.Label> labels = points.stream()
                .map(p -> new LabelPlacement.Label("c", p[0], p[1], 80, Color.BLACK))
                .toList();

        List<LabelPlacement.Placed> placed = LabelPlacement.place(labels, points, area, 15);

        assertThat(placed).hasSizeGreaterThanOrEqualTo(Math.min(count, 10));
        for (LabelPlacement.Placed one : placed) {
            assertThat(area.contains(one.box())).isTrue();
            assertThat(placed)
                    .filteredOn(other -> other.box().intersects(one.box()))
                    .hasSize(1);
            assertThat(points).noneMatch(p -> one.box().contains(p[0], p[1]));
        }
    }

    private static BufferedImage draw(History history) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(ProgressPlot.png(Report.of(history.events()))));
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }
}
