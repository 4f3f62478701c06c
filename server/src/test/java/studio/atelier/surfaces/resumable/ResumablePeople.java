package studio.atelier.surfaces.resumable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import studio.atelier.backend.identity.Identity;
import studio.atelier.backend.storage.ByteSpan;
import studio.atelier.backend.storage.Storage;
import studio.atelier.backend.storage.StoredObject;
import studio.atelier.platform.database.Transactions;
import studio.atelier.testkit.RunningServer;
import studio.atelier.testkit.Someone;

/// A server with a bucket for parts, two people who may write into folders of their own, and what they send.
abstract class ResumablePeople {

    static final String BASE = ResumableResource.PREFIX;

    static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    final RunningServer server;

    Someone one;

    Someone other;

    ResumablePeople(RunningServer server) {
        this.server = server;
    }

    @BeforeAll
    void people() {
        one = Someone.signsUp(server, "one@example.com");
        other = Someone.signsUp(server, "other@example.com");
        var sql = server.database().asOwner();
        sql.sql("insert into storage.buckets (id, name, file_size_limit, allowed_mime_types)"
                        + " values ('parts', 'parts', 5000000, array['text/plain', 'application/octet-stream'])")
                .update();
        sql.sql("""
                create policy parts_own on storage.objects for all to authenticated
                using (bucket_id = 'parts' and (storage.foldername(name))[1] = (select auth.uid())::text)
                with check (bucket_id = 'parts' and (storage.foldername(name))[1] = (select auth.uid())::text)
                """).update();
    }

    Path partFile(String url) {
        UUID id = UploadId.parse(url.substring(url.lastIndexOf('/') + 1)).id();
        return server.data().resolve("objects/drafts/resumable/" + id + ".part");
    }

    String path(String name) {
        return one.id() + "/" + name;
    }

    static String metadata(String path, String... more) {
        List<String> pairs = new ArrayList<>(List.of("bucketName " + base64("parts"), "objectName " + base64(path)));
        for (String pair : more) {
            String[] parts = pair.split(" ", 2);
            pairs.add(parts[0] + " " + base64(parts[1]));
        }
        return String.join(",", pairs);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    HttpResponse<byte[]> begin(@Nullable Someone who, String path, long size, String... more) {
        return send(
                "POST", BASE, who, null, "Upload-Length", Long.toString(size), "Upload-Metadata", metadata(path, more));
    }

    HttpResponse<byte[]> patch(@Nullable Someone who, String url, long from, String content) {
        return send(
                "PATCH",
                url,
                who,
                content.getBytes(UTF_8),
                "Upload-Offset",
                Long.toString(from),
                "Content-Type",
                "application/offset+octet-stream");
    }

    long offset(Someone who, String url) {
        var head = send("HEAD", url, who, null);
        assertThat(head.statusCode()).isEqualTo(200);
        return Long.parseLong(head.headers().firstValue("Upload-Offset").orElseThrow());
    }

    static String location(HttpResponse<byte[]> begun) {
        assertThat(begun.statusCode()).as(text(begun)).isEqualTo(201);
        return begun.headers().firstValue("Location").orElseThrow();
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    String read(String path) {
        Storage storage = server.room(Storage.class);
        StoredObject object = server.room(Transactions.class)
                .asSystem("test", tx -> storage.find(tx, "parts", path))
                .orElseThrow();
        try (InputStream content = storage.open(object.key(), ByteSpan.ALL)) {
            return new String(content.readAllBytes(), UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String row(String path) {
        return server.database()
                .asOwner()
                .sql(
                        "select concat_ws(' ', owner_id, metadata->>'mimetype', metadata->>'cacheControl', metadata->>'size',"
                                + " user_metadata::text) from storage.objects where bucket_id = 'parts' and name = ?")
                .param(path)
                .query(String.class)
                .single();
    }

    int objects(String path) {
        return server.database()
                .asOwner()
                .sql("select count(*) from storage.objects where name = ?")
                .param(path)
                .query(Integer.class)
                .single();
    }

    static void assertHeader(HttpResponse<byte[]> answer, String name, String value) {
        assertThat(answer.headers().firstValue(name).map(v -> v.replace("; ", ";")))
                .as(name)
                .contains(value);
    }

    HttpResponse<byte[]> send(
            String method, String target, @Nullable Someone who, byte @Nullable [] body, String... headers) {
        var request = request(method, target, who, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    HttpRequest.Builder request(String method, String target, @Nullable Someone who, byte @Nullable [] body) {
        var request = HttpRequest.newBuilder(URI.create(target.startsWith("/") ? server.url() + target : target))
                .timeout(Duration.ofSeconds(30))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .setHeader("Tus-Resumable", "1.0.0");
        if (who != null) {
            request.setHeader("Authorization", "Bearer " + who.token());
            request.setHeader(
                    "apikey", server.room(Identity.class).projectKeys().anon());
        }
        return request;
    }

    static HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
