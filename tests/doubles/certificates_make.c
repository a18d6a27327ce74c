/*
 * certificates_make DIR: invented certificates for the gateway double and for whoever asks it.
 *
 *   ca.pem                  authority of the servers; client-ca.pem of the clients; other-ca.pem of nobody
 *   server.pem, .key        localhost and 127.0.0.1; expired, other-name, other (of other-ca) are wrong ones
 *   client.pem, .key        of the site; stranger.pem, .key of other-ca
 */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    PATH = 1024,
    DAY = 24 * 60 * 60
};

struct identity {
    X509 *certificate;
    EVP_PKEY *key;
};

static void must(int done, const char *what)
{
    if (!done) {
        (void)fprintf(stderr, "certificates: %s\n", what);
        exit(1);
    }
}

static void extend(X509 *certificate, int which, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, which, value);
    must(extension != NULL && X509_add_ext(certificate, extension, -1) == 1, value);
    X509_EXTENSION_free(extension);
}

static void name_it(X509 *certificate, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    must(
        X509_NAME_add_entry_by_txt(
            subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0),
        name);
}

/* names NULL: an authority.  from and to: days from now. */
static struct identity
make(const char *name, const struct identity *by, const char *names, long from, long to)
{
    static long serial = 1;
    struct identity made = {X509_new(), EVP_EC_gen("P-256")};
    const struct identity *issuer = by == NULL ? &made : by;
    must(made.certificate != NULL && made.key != NULL, name);
    must(X509_set_version(made.certificate, 2), "version");
    must(ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), serial++), "serial");
    (void)X509_gmtime_adj(X509_getm_notBefore(made.certificate), from * DAY);
    (void)X509_gmtime_adj(X509_getm_notAfter(made.certificate), to * DAY);
    name_it(made.certificate, name);
    must(
        X509_set_issuer_name(made.certificate, X509_get_subject_name(issuer->certificate)),
        "issuer");
    must(X509_set_pubkey(made.certificate, made.key), "key");
    extend(
        made.certificate, NID_basic_constraints,
        names == NULL ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (names != NULL && names[0] != '\0') {
        extend(made.certificate, NID_subject_alt_name, names);
    }
    must(X509_sign(made.certificate, issuer->key, EVP_sha256()) > 0, "signature");
    return made;
}

static FILE *open_file(const char *folder, const char *name, const char *extension)
{
    char path[PATH];
    FILE *file = NULL;
    (void)snprintf(path, sizeof path, "%s/%s.%s", folder, name, extension);
    file = fopen(path, "wb");
    must(file != NULL, path);
    return file;
}

static void write_out(const char *folder, const char *name, const struct identity *identity)
{
    FILE *file = open_file(folder, name, "pem");
    must(PEM_write_X509(file, identity->certificate), name);
    must(fclose(file) == 0, name);
    file = open_file(folder, name, "key");
    must(PEM_write_PrivateKey(file, identity->key, NULL, NULL, 0, NULL, NULL), name);
    must(fclose(file) == 0, name);
}

int main(int count, char **words)
{
    static const char here[] = "DNS:localhost,IP:127.0.0.1";
    const char *folder = count == 2 ? words[1] : ".";
    struct identity ca = make("Kaku CA", NULL, NULL, -10, 3650);
    struct identity clients = make("Kaku client CA", NULL, NULL, -10, 3650);
    struct identity other = make("Other CA", NULL, NULL, -10, 3650);

    const struct {
        const char *name;
        struct identity identity;
    } made[] = {
        {"ca", ca},
        {"client-ca", clients},
        {"other-ca", other},
        {"server", make("localhost", &ca, here, -10, 3650)},
        {"expired", make("localhost", &ca, here, -10, -1)},
        {"other-name", make("elsewhere", &ca, "DNS:elsewhere.invalid", -10, 3650)},
        {"other", make("localhost", &other, here, -10, 3650)},
        {"client", make("site 1310000003", &clients, "", -10, 3650)},
        {"stranger", make("stranger", &other, "", -10, 3650)},
    };

    (void)mkdir(folder, 0700);
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        write_out(folder, made[i].name, &made[i].identity);
        X509_free(made[i].identity.certificate);
        EVP_PKEY_free(made[i].identity.key);
    }
    return 0;
}
