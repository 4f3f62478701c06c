package studio.atelier.surfaces.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import studio.atelier.platform.database.ScriptRole;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;

/// A server with two buckets of a front end, and who asks it: ada owns what she uploads, eve nothing of it.
abstract class StoragePeople {

    final RunningServer server;

    final StorageClient service;

    final StorageClient anon;

    final StorageClient nobody;

    StorageClient ada;

    StorageClient eve;

    Someone adaHerself;

    StoragePeople(RunningServer server) {
        this.server = server;
        this.service = StorageClient.service(server);
        this.anon = StorageClient.anon(server);
        this.nobody = new StorageClient(server, null);
        this.ada = nobody;
        this.eve = nobody;
    }

    @BeforeAll
    void arrange() throws SQLException {
        adaHerself = Someone.signsUp(server, "ada@example.org");
        ada = new StorageClient(server, adaHerself.token());
        eve = new StorageClient(
                server, Someone.signsUp(server, "eve@example.org").token());
        try (Connection script = ScriptRole.connect(server.database().owner());
                var statement = script.createStatement()) {
            statement.execute("""
                    insert into storage.buckets (id, name, public) values ('mine', 'mine', false), ('open', 'open', true);
                    create policy mine on storage.objects for all to authenticated
                      using (bucket_id = 'mine' and (storage.foldername(name))[1] = auth.uid()::text)
                      with check (bucket_id = 'mine' and (storage.foldername(name))[1] = auth.uid()::text);
                    """);
        }
    }

    String own(String name) {
        return adaHerself.id() + "/" + UUID.randomUUID() + "/" + name;
    }

    void own(String bucket, String name) {
        server.database()
                .asOwner()
                .sql("update storage.objects set owner_id = :owner where bucket_id = :bucket and name = :name")
                .param("owner", adaHerself.id().toString())
                .param("bucket", bucket)
                .param("name", name)
                .update();
    }
}
