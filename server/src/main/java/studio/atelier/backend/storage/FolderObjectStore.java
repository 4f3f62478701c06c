package studio.atelier.backend.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;

/// Bytes in a folder on disk. A file appears by rename, so it is whole or not there.
final class FolderObjectStore implements ObjectStore {

    private final Path root;

    FolderObjectStore(Path root) {
        this.root = root;
    }

    @Override
    public void put(BlobKey key, Path file, long sizeBytes) throws IOException {
        Path target = root.resolve(key.path());
        if (Files.exists(target) && Files.size(target) == sizeBytes) {
            Files.deleteIfExists(file);
            return;
        }
        Path folder = folderOf(target);
        Path tenant = folderOf(folder);
        boolean fresh = !Files.exists(folder);
        Files.createDirectories(folder);
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        flush(folder);
        if (fresh) {
            flush(tenant);
            flush(root);
        }
    }

    private static Path folderOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("a blob lies in a folder");
        }
        return parent;
    }

    /// A rename is durable only once its folder is.
    static void flush(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public InputStream open(BlobKey key, ByteSpan span) throws IOException {
        FileChannel channel = FileChannel.open(root.resolve(key.path()), StandardOpenOption.READ);
        try {
            channel.position(span.from());
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
        InputStream all = Channels.newInputStream(channel);
        return span.length() == Long.MAX_VALUE ? all : new Bounded(all, span.length());
    }

    @Override
    public Optional<Path> local(BlobKey key) {
        Path file = root.resolve(key.path());
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void delete(BlobKey key) throws IOException {
        Files.deleteIfExists(root.resolve(key.path()));
    }

    @Override
    public void each(Consumer<Found> visit) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = root.relativize(file).toString().replace('\\', '/');
                Optional<BlobKey> key = BlobKey.parse(path);
                key.ifPresent(found -> visit.accept(new Found(
                        found, attributes.size(), attributes.lastModifiedTime().toInstant())));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                // Gone between listing and looking: nothing to visit.
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
