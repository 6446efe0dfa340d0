package dev.assay.cli.node;

import dev.assay.client.device.DevicePool;
import dev.assay.client.device.DeviceUse;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.javadsl.ManagementRouteProvider;
import org.apache.pekko.management.javadsl.ManagementRouteProviderSettings;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /devices} at a node's management address: how much of each of its devices is in use. Made by Pekko Management, by
 * the name in {@code conf/node.conf}.
 */
public final class DevicesRoute implements ManagementRouteProvider {
    private static final String PATH = "devices";
    private static final JsonMapper JSON = new JsonMapper();

    private final Optional<DevicePool> pool;

    public DevicesRoute(ExtendedActorSystem system) {
        this.pool = system.settings().setup().get(Pool.class).map(Pool::devices);
    }

    /** How the route is told of the node's devices. */
    static final class Pool extends Setup {
        private final DevicePool devices;

        Pool(DevicePool devices) {
            this.devices = devices;
        }

        DevicePool devices() {
            return devices;
        }
    }

    @Override
    public Route routes(ManagementRouteProviderSettings settings) {
        return Directives.path(
                PATH,
                () -> Directives.get(() -> Directives.complete(HttpEntities.create(
                        ContentTypes.APPLICATION_JSON,
                        json(
                                pool.map(DevicePool::use).orElse(List.of()),
                                pool.map(DevicePool::waiting).orElse(0))))));
    }

    /** An object with a list, which is empty for a node that trains nothing. */
    static String json(List<DeviceUse> uses, int waiting) {
        ObjectNode result = JSON.createObjectNode().put("waiting", waiting);
        ArrayNode devices = result.putArray("devices");
        for (DeviceUse use : uses) {
            ObjectNode device = devices.addObject()
                    .put("device", use.device().label())
                    .put("name", use.device().name())
                    .put("slots", use.slots())
                    .put("width", use.width())
                    .put("leases", use.leases())
                    .put("busy_seconds", use.busySeconds())
                    .put("trainings", use.trainings())
                    .put("memory_errors", use.memoryErrors());
            use.device().memory().ifPresent(bytes -> device.put("memory_bytes", bytes));
        }
        return result.toString();
    }
}
