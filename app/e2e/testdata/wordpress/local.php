<?php // WordPress asks no server of its own machine, and no port but the usual ones, unless it is told to
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', function ($ports) {
	$ports[] = parse_url(getenv('INFLIGHT'), PHP_URL_PORT);
	return $ports;
});
