package studio.atelier.backend.realtime.channel;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.context.SmartLifecycle;
import studio.atelier.backend.realtime.RealtimeSettings;
import studio.atelier.backend.realtime.socket.Socket;

/// Everybody who is connected to this node. Ends before the web server does, and tells everybody, so that they
/// come back at once. Thread-safe.
public final class Clients implements SmartLifecycle {

    private final Set<Client> all = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();
    private final RealtimeSettings settings;
    private final Counts counts;
    private volatile boolean running;

    public Clients(RealtimeSettings settings, Counts counts) {
        this.settings = settings;
        this.counts = counts;
    }

    /// Whether one more from this address may come; to be asked before the handshake is answered.
    public boolean hasRoom(String address) {
        return all.size() < settings.clientsMax() && byAddress.getOrDefault(address, 0) < settings.perAddressMax();
    }

    /// @return false when there is no room; the client is counted all the same until it leaves
    boolean enter(Client client) {
        String address = client.greeting().address();
        int here = byAddress.merge(address, 1, Integer::sum);
        all.add(client);
        counts.entered();
        if (!running) {
            client.close(Socket.SERVICE_RESTART, "restarting");
        }
        return here <= settings.perAddressMax() && all.size() <= settings.clientsMax();
    }

    void leave(Client client) {
        all.remove(client);
        counts.gone();
        byAddress.computeIfPresent(client.greeting().address(), (_, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        all.forEach(client -> client.close(Socket.SERVICE_RESTART, "restarting"));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
