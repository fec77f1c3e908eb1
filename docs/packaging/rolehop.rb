# A Homebrew formula. Untested: there was no macOS to try it on.
class Rolehop < Formula
  desc "Shows why a cross-account AWS call succeeds or fails with AccessDenied"
  homepage "https://github.com/rolehop/rolehop"
  url "https://github.com/rolehop/rolehop/releases/download/v0.1.0/rolehop-0.1.0.tar.gz"
  sha256 "the line of rolehop-0.1.0.tar.gz.sha256"
  license "MIT"

  depends_on "pkg-config" => :build
  depends_on "cjson"
  depends_on "curl"
  depends_on "expat"
  depends_on "libyaml"
  depends_on "ncurses"
  depends_on "openssl@3"
  depends_on "sqlite"
  depends_on "zstd"
  uses_from_macos "zlib"

  def install
    system "make", "install", "PREFIX=#{prefix}"
  end

  test do
    assert_match "TrustingAccountRl", shell_output("#{bin}/rolehop demo")
  end
end
