/* Runs a fuzz target over its corpus under an ordinary compiler: each file of each folder named. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    uint8_t *data = NULL;
    size_t size = 0;
    if (file == NULL || fstat(fileno(file), &status) != 0) {
        (void)fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    size = (size_t)status.st_size;
    data = malloc(size + 1);
    if (data == NULL || fread(data, 1, size, file) != size) {
        (void)fprintf(stderr, "cannot read %s\n", path);
        return 1;
    }
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    return fclose(file);
}

int main(int count, char **paths)
{
    int files = 0;
    for (int i = 1; i < count; i++) {
        DIR *folder = opendir(paths[i]);
        const struct dirent *entry = NULL;
        if (folder == NULL) {
            (void)fprintf(stderr, "no corpus %s\n", paths[i]);
            return 1;
        }
        while ((entry = readdir(folder)) != NULL) {
            char path[4096];
            if (entry->d_name[0] == '.') {
                continue;
            }
            (void)snprintf(path, sizeof path, "%s/%s", paths[i], entry->d_name);
            if (replay_file(path) != 0) {
                return 1;
            }
            files++;
        }
        (void)closedir(folder);
    }
    (void)printf("%d inputs replayed\n", files);
    return files > 0 ? 0 : 1;
}
